package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search for an address of a range that is divided among nodes.
 *
 * <p>A node without a slice gets the lowest one that nobody has and that has an address to give;
 * else the lowest of a node that holds nothing in the pool. Addresses come from the inside of the
 * node's slice, then from its two ends, then from what is nobody's slice, then from anywhere.
 */
final class SliceSearch {
  /**
   * So many slices of nodes that hold nothing are kept for them while others are free: names of
   * nodes that come and go for years must not fill the record.
   */
  private static final int MOST_IDLE = 1_000;

  private static final AddressSet NONE = new AddressSet();

  private final Ledger ledger;
  private final FreeAddress freeAddress;
  private final String node;

  SliceSearch(Ledger ledger, FreeAddress freeAddress, String node) {
    this.ledger = ledger;
    this.freeAddress = freeAddress;
    this.node = node;
  }

  /**
   * What was found.
   *
   * @param slices all slices of the pool from now on, or null if they stay as they are
   */
  record Found(Address address, @Nullable List<NodeSlice> slices) {}

  /** An address for the node, or null if there is none in the whole window. */
  @Nullable Found in(PoolId pool, RangeRequest range) {
    Address anywhere = freeAddress.of(pool, range);
    if (anywhere == null) {
      return null;
    }
    PoolNodes nodes = ledger.nodesOf(pool);
    SliceTable table = nodes.slices(range.sliceLength());
    Cidr slice = table.of(node);
    List<NodeSlice> changed = null;
    if (slice == null) {
      List<NodeSlice> all = new ArrayList<>();
      if (table.isEmpty()) {
        all.addAll(table.toldBy(ledger.dynamicEntriesOf(pool), range.sliceLength()));
        table = nodes.table(range.sliceLength(), all);
        slice = table.of(node);
      }
      slice = slice == null ? give(range, table, all) : slice;
      changed = slice == null ? null : withPresent(pool, all);
    }
    Address address = slice == null ? null : inSlice(pool, range, slice);
    if (address == null) {
      address = freeAddress.of(pool, range, range.window(), table.taken());
    }
    return new Found(address == null ? anywhere : address, changed);
  }

  /** A slice for the node, which is added to the list; null when all have busy nodes. */
  private @Nullable Cidr give(RangeRequest range, SliceTable table, List<NodeSlice> given) {
    Address free = FreeAddress.outside(range, table.taken());
    NodeSlice idle = table.lowestIdle();
    Cidr slice = null;
    if (idle != null && (free == null || table.idleCount() > MOST_IDLE)) {
      slice = idle.slice();
    } else if (free != null) {
      slice = Cidr.of(free, range.sliceLength());
    }
    if (slice != null) {
      given.add(new NodeSlice(slice, node));
    }
    return slice;
  }

  /** All slices of the pool, where the newly given ones take the place of those before. */
  private List<NodeSlice> withPresent(PoolId id, List<NodeSlice> given) {
    Pool pool = ledger.pool(id);
    Set<Cidr> slices = given.stream().map(NodeSlice::slice).collect(Collectors.toSet());
    List<NodeSlice> all = new ArrayList<>(given);
    if (pool != null) {
      pool.slices().stream().filter(one -> !slices.contains(one.slice())).forEach(all::add);
    }
    return all;
  }

  private @Nullable Address inSlice(PoolId pool, RangeRequest range, Cidr slice) {
    Address inside = null;
    if (slice.prefixLength() < slice.family().bits() - 1) {
      Interval interior = new Interval(slice.network().next(), slice.last().previous());
      inside = freeAddress.of(pool, range, interior, NONE);
    }
    return inside != null ? inside : freeAddress.of(pool, range, slice.interval(), NONE);
  }
}
