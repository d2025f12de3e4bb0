package dev.hereabouts.ipam.server.inventory;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All pools and all that is held, in the order in which they are shown.
 *
 * @param pools a live view
 * @param ledger of all entries; whether it knows the pools does not matter
 */
public record Inventory(Collection<Pool> pools, Ledger ledger) {
  /** By space, then range. */
  public static final Comparator<Pool> POOL_ORDER =
      Comparator.comparing((Pool pool) -> pool.id().space())
          .thenComparing(pool -> pool.id().cidr());

  private static final Comparator<BlockId> BLOCKS =
      Comparator.comparing(BlockId::space).thenComparing(BlockId::cidr);

  /** Of a ledger that knows the pools. */
  public static Inventory of(Ledger ledger) {
    return new Inventory(ledger.pools(), ledger);
  }

  /** The pools by space, then range. */
  public List<Pool> poolsInOrder() {
    return pools.stream().sorted(POOL_ORDER).toList();
  }

  /** The numbers of a pool, which agree with the entries. */
  public PoolUse use(Pool pool) {
    return ledger.use(pool);
  }

  /** The entries by space, then address. */
  public Stream<Entry> entriesInOrder() {
    return ledger.blocks().sorted(BLOCKS).map(ledger::entries).flatMap(List::stream);
  }
}
