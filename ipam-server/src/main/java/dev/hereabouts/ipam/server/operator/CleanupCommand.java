package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.cli.CleanupOptions;
import dev.hereabouts.ipam.server.cli.CleanupText;
import dev.hereabouts.ipam.server.cli.ClusterOption;
import dev.hereabouts.ipam.server.cli.ExitCode;
import dev.hereabouts.ipam.server.cli.Progress;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.upkeep.Leak;
import dev.hereabouts.ipam.server.upkeep.Narrowing;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import dev.hereabouts.ipam.server.upkeep.cleanup.CleanupRun;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code cleanup}: shows the addresses of pods that are no more, and with {@code --yes} frees them.
 */
@Command(
    name = "cleanup",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the addresses of pods that are no more, and releases them with --yes.",
      "Those are meant whose pod is gone, was replaced by another of its name, or has",
      "ended. --yes releases what is shown, but for what has changed hands meanwhile:",
      "each pod is asked for once more right before. It can be interrupted and run",
      "again, also while an allocator serves."
    },
    footer = {
      "",
      "REASON is pod-gone, pod-replaced or pod-completed.",
      "Exit codes: 0 nothing to do, or released; 2 a dry run found leaks; 1 something",
      "failed; 64 wrong usage."
    })
public final class CleanupCommand implements Callable<Integer> {
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_POOLS_NAMED = 5;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClusterOption cluster = new ClusterOption();
  @Mixin private CleanupOptions options = new CleanupOptions();

  public CleanupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    PrintWriter err = spec.commandLine().getErr();
    Narrowing narrowing = options.narrowing(surroundings.clock().instant());
    CleanupText text = options.text(spec.commandLine().getOut(), err, surroundings);
    try (ClusterCalls calls = ClusterAccesses.open(cluster, surroundings);
        Progress progress = new Progress(err)) {
      ClusterSight sight = new ClusterSight(calls, progress);
      List<SeenPool> pools = sight.pools();
      List<SeenBlock> blocks = sight.blocks();
      boolean complete = blocks.stream().allMatch(block -> block.block() != null);
      text.leftOut(blocks.stream().filter(block -> block.block() == null).toList());
      requirePool(narrowing, pools, blocks);
      List<Entry> entries = entries(blocks).filter(narrowing).toList();
      List<Leak> leaks = Leak.among(entries.stream(), sight.pods());
      if (!options.isForReal()) {
        text.dryRun(leaks, entries.size());
        return !complete ? ExitCode.FAILED : leaks.isEmpty() ? ExitCode.OK : ExitCode.FOUND;
      }
      text.plan(leaks, entries.size());
      progress.at("releasing");
      boolean released = release(calls, pools, leaks, text, progress);
      return released && complete ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private boolean release(
      ClusterCalls calls,
      List<SeenPool> pools,
      List<Leak> leaks,
      CleanupText text,
      Progress progress)
      throws IOException, InterruptedException {
    ReleaseEvents events = new ReleaseEvents(calls, pools);
    String writer = "cleanup_" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    CleanupRun run =
        new CleanupRun(
            ClusterBlocks.of(calls),
            new FreshClusterPods(calls),
            ended -> {
              text.ended(ended);
              events.ended(ended, surroundings.clock().instant());
              progress.add(ended.size());
            },
            writer,
            PAUSE_MILLIS);
    List<Ended> ended = run.run(leaks);
    text.outcome(ended);
    return ended.stream().noneMatch(each -> each.how() == Ended.How.FAILED);
  }

  /** Fails when the command line names a pool that nobody knows. */
  private static void requirePool(Narrowing narrowing, List<SeenPool> pools, List<SeenBlock> blocks)
      throws IOException {
    List<PoolId> known =
        Stream.concat(
                pools.stream()
                    .flatMap(pool -> Stream.ofNullable(pool.pool()))
                    .map(pool -> pool.id()),
                entries(blocks).map(Entry::pool))
            .distinct()
            .toList();
    if (known.isEmpty() || known.stream().anyMatch(narrowing::isOf)) {
      return;
    }
    throw new IOException(
        "no pool is %s; there are: %s%s"
            .formatted(
                narrowing.poolText(),
                known.stream()
                    .limit(MOST_POOLS_NAMED)
                    .map(CleanupCommand::named)
                    .collect(Collectors.joining(", ")),
                known.size() > MOST_POOLS_NAMED ? ", ..." : ""));
  }

  private static String named(PoolId pool) {
    return AddressText.format(pool.cidr())
        + (pool.space().isEmpty() ? "" : " of network_name " + pool.space());
  }

  private static Stream<Entry> entries(List<SeenBlock> blocks) {
    return blocks.stream().flatMap(block -> block.entries().stream());
  }
}
