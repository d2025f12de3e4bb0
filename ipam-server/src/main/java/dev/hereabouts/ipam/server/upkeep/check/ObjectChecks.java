package dev.hereabouts.ipam.server.upkeep.check;

import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import java.util.Comparator;
import java.util.function.Consumer;

/** Whether each object by itself is as the allocator makes it. */
final class ObjectChecks {
  private static final String BLOCK = "HereaboutsBlock";
  private static final String POOL = "HereaboutsPool";
  private static final String WRITER = "check";

  private ObjectChecks() {}

  static void of(Picture picture, Consumer<Finding> found) {
    picture.blocks().stream()
        .sorted(Comparator.comparing(SeenBlock::name))
        .forEach(block -> block(block, found));
    picture.pools().stream()
        .filter(pool -> pool.pool() == null)
        .sorted(Comparator.comparing(SeenPool::name))
        .forEach(pool ->
            found.accept(
                Finding.of(
                    Code.UNREADABLE_POOL,
                    POOL,
                    pool.name(),
                    "is not understood: " + pool.fault())));
  }

  private static void block(SeenBlock seen, Consumer<Finding> found) {
    StoredBlock block = seen.block();
    if (!seen.properName().isEmpty() && !seen.properName().equals(seen.name())) {
      found.accept(
          Finding.of(
              Code.MISPLACED_BLOCK,
              BLOCK,
              seen.name(),
              "should be named " + seen.properName() + " by its space and cidr"));
    } else if (block == null) {
      found.accept(
          Finding.of(
              Code.UNREADABLE_BLOCK, BLOCK, seen.name(), "is not understood: " + seen.fault()));
    }
    if (seen.lines() > 0 && !seen.finalizer()) {
      Finding finding =
          Finding.of(
                  Code.NO_FINALIZER,
                  BLOCK,
                  seen.name(),
                  "has entries and no finalizer: a kubectl delete would lose them")
              .whileStays(seen.resourceVersion());
      found.accept(block != null && !seen.deleting() ? finding.with(finalizer(block)) : finding);
    }
    if (block != null && seen.lines() == 0) {
      found.accept(
          Finding.of(Code.EMPTY_BLOCK, BLOCK, seen.name(), "has no entry, and was not removed")
              .whileStays(seen.resourceVersion())
              .with(new Repair.WriteBlock(new BlockWrite.Remove(block.id(), block.version()))));
    }
  }

  /** The same entries once more: whoever writes entries writes the finalizer. */
  private static Repair finalizer(StoredBlock block) {
    return new Repair.WriteBlock(
        new BlockWrite.Put(block.id(), block.version(), WRITER, block.entries()));
  }
}
