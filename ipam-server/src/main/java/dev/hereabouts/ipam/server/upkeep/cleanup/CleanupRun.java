package dev.hereabouts.ipam.server.upkeep.cleanup;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.server.upkeep.KnownPods;
import dev.hereabouts.ipam.server.upkeep.Leak;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Releases addresses, block by block, beside a leader that may serve meanwhile.
 *
 * <p>It can be interrupted and run again at any point, and two may run at once: each write takes
 * effect only on the block that was read before the pods were asked for once more.
 */
public final class CleanupRun {
  private final Blocks blocks;
  private final FreshPods pods;
  private final History history;
  private final String writer;
  private final long pauseMillis;

  /**
   * @param writer stands in each block that is written; unlike any other's
   * @param pauseMillis between two tries of a block that others write, too
   */
  public CleanupRun(
      Blocks blocks, FreshPods pods, History history, String writer, long pauseMillis) {
    this.blocks = blocks;
    this.pods = pods;
    this.history = history;
    this.writer = writer;
    this.pauseMillis = pauseMillis;
  }

  /**
   * Releases those of the leaks that still are leaks.
   *
   * @throws IOException when no more can be released, say because it is not allowed
   */
  public List<Ended> run(List<Leak> leaks) throws IOException, InterruptedException {
    pods.states(oneOfEachNamespace(leaks)); // what is not allowed fails before anything is released
    Map<BlockId, List<Leak>> byBlock = new LinkedHashMap<>();
    for (Leak leak : leaks) {
      byBlock.computeIfAbsent(leak.entry().block(), _ -> new ArrayList<>()).add(leak);
    }
    List<Ended> all = new ArrayList<>();
    int block = 0;
    for (Map.Entry<BlockId, List<Leak>> each : byBlock.entrySet()) {
      List<Ended> ended =
          new BlockCleanup(
                  blocks, pods, each.getKey(), each.getValue(), writer + "." + ++block, pauseMillis)
              .run();
      history.ended(ended);
      all.addAll(ended);
    }
    return all;
  }

  private static Collection<Pod> oneOfEachNamespace(List<Leak> leaks) {
    Map<String, Pod> one = new LinkedHashMap<>();
    leaks.stream()
        .map(leak -> leak.entry().pod())
        .filter(KnownPods::hasName)
        .forEach(pod -> one.putIfAbsent(pod.namespace(), pod));
    return one.values();
  }
}
