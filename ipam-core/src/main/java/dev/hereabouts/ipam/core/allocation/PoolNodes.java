package dev.hereabouts.ipam.core.allocation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the nodes have of one pool: how many dynamic entries, and which slices. */
final class PoolNodes {
  private final PoolId pool;
  private final Map<String, Integer> entries = new HashMap<>();
  private final Map<Integer, SliceTable> tables = new HashMap<>();
  private List<NodeSlice> slices = List.of();

  PoolNodes(PoolId pool) {
    this.pool = pool;
  }

  /** The slices of this prefix length. */
  SliceTable slices(int length) {
    return tables.computeIfAbsent(length, this::table);
  }

  /** A table of these slices, which need not be the pool's. */
  SliceTable table(int length, List<NodeSlice> others) {
    return SliceTable.of(pool, length, others, entries::containsKey);
  }

  private SliceTable table(int length) {
    return table(length, slices);
  }

  /** Makes these the slices. */
  void replaceSlices(List<NodeSlice> now) {
    if (!now.equals(slices)) {
      slices = now;
      tables.clear();
    }
  }

  /**
   * Takes note that the node has more or fewer entries.
   *
   * @param difference 1 or -1
   */
  void count(String node, int difference) {
    int now = entries.merge(node, difference, Integer::sum);
    if (now == 0) {
      entries.remove(node);
    }
    if (now == 0 || now == difference) {
      tables.values().forEach(table -> table.note(node, now > 0));
    }
  }
}
