package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Cidr;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The slices of one size that a pool's nodes have, ready to be asked for the next free one.
 *
 * <p>Slices of two sizes know nothing of each other. A record in which a node has two slices, or a
 * slice two nodes, is taken as it is: the lower slice counts, and the nodes share theirs.
 */
final class SliceTable {
  private static final Comparator<Entry> OLDEST_FIRST =
      Comparator.comparingLong(Entry::since)
          .thenComparing(Entry::address)
          .thenComparing(Entry::node);

  private final Map<String, Cidr> byNode = new HashMap<>();
  private final AddressSet taken = new AddressSet();
  private final TreeSet<NodeSlice> idle = new TreeSet<>();

  /**
   * A table of those slices that have this prefix length and lie in the pool.
   *
   * @param busy whether a node holds anything in the pool
   */
  static SliceTable of(
      PoolId pool, int length, Collection<NodeSlice> slices, Predicate<String> busy) {
    SliceTable table = new SliceTable();
    for (NodeSlice one : slices) {
      if (one.slice().prefixLength() == length && pool.cidr().contains(one.slice().network())) {
        table.put(one, busy.test(one.node()));
      }
    }
    return table;
  }

  private void put(NodeSlice one, boolean busy) {
    taken.add(one.slice().interval());
    if (byNode.putIfAbsent(one.node(), one.slice()) == null && !busy) {
      idle.add(one);
    }
  }

  /** Takes note that a node holds something in the pool now, or nothing any more. */
  void note(String node, boolean busy) {
    Cidr slice = byNode.get(node);
    if (slice != null && busy) {
      idle.remove(new NodeSlice(slice, node));
    } else if (slice != null) {
      idle.add(new NodeSlice(slice, node));
    }
  }

  boolean isEmpty() {
    return byNode.isEmpty();
  }

  @Nullable Cidr of(String node) {
    return byNode.get(node);
  }

  /** The addresses of all slices that nodes have; a live view, not to be altered. */
  AddressSet taken() {
    return taken;
  }

  /** How many slices are those of nodes that hold nothing. */
  int idleCount() {
    return idle.size();
  }

  /** The lowest slice whose node holds nothing, or null. */
  @Nullable NodeSlice lowestIdle() {
    return idle.isEmpty() ? null : idle.first();
  }

  /**
   * The slices that nodes without one have by what they hold: the one of a node's oldest entry, if
   * nobody has that.
   */
  List<NodeSlice> toldBy(Collection<Entry> entries, int length) {
    Map<String, NodeSlice> told = new HashMap<>();
    AddressSet without = AddressSet.of(taken.intervals());
    for (Entry entry : entries.stream().sorted(OLDEST_FIRST).toList()) {
      Address address = entry.address();
      String node = entry.node();
      if (!byNode.containsKey(node) && !told.containsKey(node) && !without.contains(address)) {
        Cidr slice = Cidr.of(address, length);
        told.put(node, new NodeSlice(slice, node));
        without.add(slice.interval());
      }
    }
    return List.copyOf(told.values());
  }
}
