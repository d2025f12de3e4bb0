package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.cli.AgentEntries;
import dev.hereabouts.ipam.server.cli.CheckOptions;
import dev.hereabouts.ipam.server.cli.CheckText;
import dev.hereabouts.ipam.server.cli.ClusterOption;
import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.Progress;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import dev.hereabouts.ipam.server.upkeep.check.Check;
import dev.hereabouts.ipam.server.upkeep.check.Finding;
import dev.hereabouts.ipam.server.upkeep.check.Picture;
import dev.hereabouts.ipam.server.upkeep.check.Repaired;
import dev.hereabouts.ipam.server.upkeep.check.SeenLeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: what does not fit among blocks, pools, pods, nodes and agents. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what does not fit among blocks, pools, pods, nodes and the leader.",
      "Each finding comes with what to do. What may be over in a moment is looked at",
      "twice, two seconds apart. Nothing is changed without --repair, and nothing but",
      "what cannot harm with it."
    },
    footer = {
      "",
      "With --socket, run on the node, the agent's record is compared, too.",
      "Exit codes: 0 all fits, or was repaired; 2 there are findings; 1 something",
      "failed; 64 wrong usage."
    })
public final class CheckCommand implements Callable<Integer> {
  /** The leader writes the pools' numbers once a second. */
  private static final int LOOKS_APART_SECONDS = 2;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClusterOption cluster = new ClusterOption();
  @Mixin private CheckOptions options = new CheckOptions();

  public CheckCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    PrintWriter err = spec.commandLine().getErr();
    CheckText text = options.text(spec.commandLine().getOut(), err, surroundings);
    try (ClusterCalls calls = ClusterAccesses.open(cluster, surroundings);
        Progress progress = new Progress(err)) {
      ClusterSight sight = new ClusterSight(calls, progress);
      Quick quick = Quick.look(sight, options, surroundings.clock().instant());
      long seen = System.nanoTime();
      Picture picture = picture(quick, sight.population());
      List<Finding> findings = Check.findings(picture);
      if (Check.needSecondLook(findings)) {
        progress.at("waiting for a second look");
        long apart = TimeUnit.SECONDS.toNanos(secondsToWait(picture));
        TimeUnit.NANOSECONDS.sleep(apart - (System.nanoTime() - seen));
        Picture second =
            picture(
                quick.again(sight, options, surroundings.clock().instant()),
                new ClusterSight.Population(picture.pods(), picture.nodes()));
        findings = Check.lasting(findings, Check.findings(second));
        picture = second;
      }
      List<Repaired> repaired =
          options.isRepair() ? new Repairs(calls, ClusterBlocks.of(calls)).of(findings) : List.of();
      text.print(findings, repaired, picture);
      return exitCode(findings, repaired);
    }
  }

  /** A leader that does not renew its lease must be seen not to do so for as long as it holds. */
  private static long secondsToWait(Picture picture) {
    SeenLeader leader = picture.leader();
    return leader.looksStale(picture.now())
        ? Math.max(LOOKS_APART_SECONDS, leader.leaseSeconds() + 1L)
        : LOOKS_APART_SECONDS;
  }

  private static int exitCode(List<Finding> findings, List<Repaired> repaired) {
    long done = repaired.stream().filter(Repaired::done).count();
    if (done < repaired.size()) {
      return ExitCode.FAILED;
    }
    return done < findings.size() ? ExitCode.FOUND : ExitCode.OK;
  }

  /** What changes from one moment to the next, and is read again for a second look. */
  private record Quick(
      List<SeenPool> pools,
      List<SeenBlock> blocks,
      SeenLeader leader,
      Picture.@Nullable AgentRecord agent,
      Instant at) {

    static Quick look(ClusterSight sight, CheckOptions options, Instant at) throws IOException {
      return new Quick(
          sight.pools(), sight.blocks(), sight.leader(options.namespace()), recordOf(options), at);
    }

    Quick again(ClusterSight sight, CheckOptions options, Instant now) throws IOException {
      return new Quick(
          sight.pools(),
          sight.blocks(blocks),
          sight.leader(options.namespace()),
          recordOf(options),
          now);
    }
  }

  /**
   * Everything at once. Pods and nodes were read after the first look and are not read again: what
   * is compared with them at the second counts only if it was there at the first.
   */
  private Picture picture(Quick quick, ClusterSight.Population population) {
    return new Picture(
        quick.pools(),
        quick.blocks(),
        population.pods(),
        population.nodes(),
        quick.leader(),
        quick.agent(),
        quick.at());
  }

  private static Picture.@Nullable AgentRecord recordOf(CheckOptions options) throws IOException {
    Path socket = options.socket();
    if (socket == null) {
      return null;
    }
    List<Entry> entries = AgentEntries.read(socket);
    String named = options.node();
    if (named != null) {
      return new Picture.AgentRecord(named, entries);
    }
    return entries.stream()
        .map(Entry::node)
        .filter(node -> !node.isEmpty())
        .findFirst()
        .map(node -> new Picture.AgentRecord(node, entries))
        .orElseThrow(() ->
            new IOException(
                "the agent at "
                    + socket
                    + " holds nothing that says which node it is on; name it"
                    + " with --node"));
  }
}
