package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is held: the entries by block, and what finding a free address needs to know.
 *
 * <p>{@link #apply} and {@link #replaceBlock} alone alter it; loading is replacing every block.
 * Time and memory of a step do not depend on the size of a pool. Not thread-safe.
 */
public final class Ledger {
  private static final Comparator<Entry> IN_BLOCK =
      Comparator.comparing(Entry::address)
          .thenComparing(entry -> entry.pool().cidr())
          .thenComparingLong(entry -> entry.id().high())
          .thenComparingLong(entry -> entry.id().low());

  private final Map<BlockId, List<Entry>> blocks = new HashMap<>();
  private final Map<PoolId, Pool> pools = new HashMap<>();
  private final Map<String, Occupancy> spaces = new HashMap<>();
  private final Map<PoolId, PoolNodes> nodes = new HashMap<>();
  private final EntryIndex<String> byPod = new EntryIndex<>();
  private final EntryIndex<String> byContainer = new EntryIndex<>();
  private int size;

  /**
   * Takes a step.
   *
   * @throws IllegalStateException when the ledger is not in the state that the change starts from
   */
  public void apply(Change change) {
    switch (change) {
      case Change.OfPool(Pool pool) -> {
        pools.put(pool.id(), pool);
        nodesOf(pool.id()).replaceSlices(pool.slices());
      }
      case Change.OfEntry(Entry before, Entry after) -> {
        if (before != null) {
          remove(before);
        }
        if (after != null) {
          add(after);
        }
      }
    }
  }

  /** Makes the entries of a block exactly these: what the store has. */
  public void replaceBlock(BlockId block, Collection<Entry> stored) {
    List<Entry> present = entries(block);
    present.stream().filter(entry -> !stored.contains(entry)).forEach(this::remove);
    stored.stream().filter(entry -> !present.contains(entry)).forEach(this::add);
  }

  /** Whether the ledger has exactly this entry, in exactly this state. */
  public boolean has(Entry entry) {
    return entries(entry.block()).contains(entry);
  }

  /** The number of entries. */
  public int size() {
    return size;
  }

  /** The entries of a block in the order of their addresses: an unmodifiable snapshot. */
  public List<Entry> entries(BlockId block) {
    return blocks.getOrDefault(block, List.of());
  }

  /** All entries of an address in a space; more than one only if they are solo or shared. */
  public List<Entry> entriesAt(String space, Address address) {
    return at(entries(BlockId.of(space, address)), address);
  }

  /** The blocks that have entries, in no order. */
  public Stream<BlockId> blocks() {
    return blocks.keySet().stream();
  }

  /** All entries, in no order. */
  public Stream<Entry> entries() {
    return blocks.values().stream().flatMap(List::stream);
  }

  /** The entries of a pod by its {@link Pod#identity()}. */
  public List<Entry> entriesOfPod(String identity) {
    return byPod.get(identity);
  }

  /** The entries that a container holds, and those that it held before another took over. */
  public List<Entry> entriesOfContainer(String containerId) {
    return byContainer.get(containerId);
  }

  public Collection<Pool> pools() {
    return Collections.unmodifiableCollection(pools.values());
  }

  public @Nullable Pool pool(PoolId id) {
    return pools.get(id);
  }

  /** All entries of a pool but the shared ones, in no order; takes time proportional to all. */
  List<Entry> dynamicEntriesOf(PoolId pool) {
    return entries()
        .filter(entry -> entry.kind() != Kind.SHARED && entry.pool().equals(pool))
        .toList();
  }

  /** The numbers of a pool; takes time proportional to the number of runs, not of addresses. */
  public PoolUse use(Pool pool) {
    PoolId id = pool.id();
    AddressSet givable = pool.givable();
    return new PoolUse(
        givable.size(),
        occupancy(id.space()).entriesOf(id.cidr()),
        givable.countIn(occupancy(id.space()).closedTo(id.cidr(), false)));
  }

  /** How many addresses of a pool's range are held as static ones, of whatever network. */
  public BigInteger shared(PoolId id) {
    return occupancy(id.space()).sharedIn(id.cidr());
  }

  /** The addresses that are closed to a dynamic request; a live view, not to be altered. */
  AddressSet closedTo(PoolId pool, boolean solo) {
    return occupancy(pool.space()).closedTo(pool.cidr(), solo);
  }

  /** How many of these addresses the pool's own dynamic entries hold. */
  BigInteger countOwn(PoolId pool, AddressSet among) {
    return occupancy(pool.space()).countOwn(pool.cidr(), among);
  }

  /** What the nodes have of a pool; a live view, not to be altered. */
  PoolNodes nodesOf(PoolId pool) {
    return nodes.computeIfAbsent(pool, PoolNodes::new);
  }

  private Occupancy occupancy(String space) {
    return spaces.computeIfAbsent(space, _ -> new Occupancy());
  }

  private void add(Entry entry) {
    List<Entry> present = entries(entry.block());
    int index = Collections.binarySearch(present, entry, IN_BLOCK);
    if (index >= 0) {
      throw new IllegalStateException("there already: " + entry);
    }
    List<Entry> more = new ArrayList<>(present);
    more.add(-index - 1, entry);
    store(entry, List.copyOf(more), 1);
    byPod.add(entry.pod().identity(), entry);
    entry.containers().forEach(container -> byContainer.add(container, entry));
  }

  private void remove(Entry entry) {
    List<Entry> rest = new ArrayList<>(entries(entry.block()));
    if (!rest.remove(entry)) {
      throw new IllegalStateException("not there: " + entry);
    }
    store(entry, List.copyOf(rest), -1);
    byPod.remove(entry.pod().identity(), entry);
    entry.containers().forEach(container -> byContainer.remove(container, entry));
  }

  private void store(Entry changed, List<Entry> now, int difference) {
    if (now.isEmpty()) {
      blocks.remove(changed.block());
    } else {
      blocks.put(changed.block(), now);
    }
    size += difference;
    if (changed.kind() != Kind.SHARED) {
      nodesOf(changed.pool()).count(changed.node(), difference);
    }
    occupancy(changed.pool().space())
        .refresh(changed.address(), at(now, changed.address()), changed, difference);
  }

  private static List<Entry> at(List<Entry> block, Address address) {
    return block.stream().filter(entry -> entry.address().equals(address)).toList();
  }
}
