package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.cli.Progress;
import dev.hereabouts.ipam.server.inventory.Inventory;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pools' numbers where the leader writes them, which is at most a second after they change: in
 * a large cluster they are read long before all blocks are.
 */
record PublishedUse(ClusterCalls cluster, Progress progress, InstantSource clock) {
  /** So many blocks are read as quickly, and what they say is never late. */
  private static final int FEW_BLOCKS = 50;

  /** Where allocators are unless somebody has put them elsewhere. */
  private static final String NAMESPACE = "hereabouts-system";

  /**
   * All pools in order, each with its numbers; or null when these had better be counted: there are
   * few blocks, nobody is seen to keep the numbers, or not every pool has some.
   */
  @Nullable Map<Pool, PoolUse> read() throws IOException {
    ClusterSight sight = new ClusterSight(cluster, progress);
    Map<Pool, PoolUse> numbers = numbers(sight.pools());
    return numbers != null && cluster.hasMoreBlocksThan(FEW_BLOCKS) && areKept(sight)
        ? numbers
        : null;
  }

  /** The lease and the leader's record may be hidden from who may see pools. */
  private boolean areKept(ClusterSight sight) {
    try {
      return sight.leader(NAMESPACE).serves(clock.instant());
    } catch (IOException _) {
      return false;
    }
  }

  private static @Nullable Map<Pool, PoolUse> numbers(List<SeenPool> objects) {
    Map<Pool, PoolUse> numbers = new TreeMap<>(Inventory.POOL_ORDER);
    for (SeenPool object : objects) {
      Pool pool = object.pool();
      PoolUse use = object.use();
      if (pool == null || use == null || numbers.put(pool, use) != null) {
        return null;
      }
    }
    return numbers;
  }
}
