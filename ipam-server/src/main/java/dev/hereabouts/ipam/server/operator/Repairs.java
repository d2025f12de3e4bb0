package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.store.kubernetes.SeenObjects;
import dev.hereabouts.ipam.server.upkeep.check.Finding;
import dev.hereabouts.ipam.server.upkeep.check.Repair;
import dev.hereabouts.ipam.server.upkeep.check.Repaired;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Does the repairs of findings that have one; each takes effect only on what was seen. */
record Repairs(ClusterCalls cluster, ClusterBlocks blocks) {
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;
  private static final String CHANGED = "it changed meanwhile; check again";

  List<Repaired> of(List<Finding> findings) throws IOException, InterruptedException {
    List<Repaired> repaired = new ArrayList<>();
    for (Finding finding : findings) {
      switch (finding.repair()) {
        case null -> {}
        case Repair.MakePool(Pool pool) -> repaired.add(make(finding, pool));
        case Repair.WriteBlock(BlockWrite write) -> repaired.add(write(finding, write));
      }
    }
    return repaired;
  }

  private Repaired make(Finding finding, Pool pool) throws IOException {
    ApiOutcome.Answered answer =
        cluster.request(Verb.POST, SeenObjects.poolsPath(), SeenObjects.newPool(pool));
    return switch (answer.status()) {
      case CREATED -> new Repaired(finding, true, "the HereaboutsPool was made");
      case CONFLICT -> new Repaired(finding, false, CHANGED);
      default -> new Repaired(finding, false, ApiStatus.of(answer).text());
    };
  }

  private Repaired write(Finding finding, BlockWrite write)
      throws IOException, InterruptedException {
    String did =
        switch (write) {
          case BlockWrite.Put _ -> "the finalizer was put back";
          case BlockWrite.Remove _ -> "the block was deleted";
        };
    return switch (blocks.commit(write)) {
      case CommitOutcome.Committed _ -> new Repaired(finding, true, did);
      case CommitOutcome.Conflict() -> new Repaired(finding, false, CHANGED);
      case CommitOutcome.Rejected(String reason) -> new Repaired(finding, false, reason);
      case CommitOutcome.Unknown(String reason) -> new Repaired(finding, false, reason);
    };
  }
}
