package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of one space are closed to whom, ready to be asked for the next free one.
 *
 * <p>An ordinary request of a pool is kept off every address with an ordinary or shared entry of
 * any pool, and off those with a solo entry of its own pool. Only pools that have had a solo entry
 * need a set of their own for that; all others use the space's. A solo request is kept off the
 * addresses of its own pool and off the shared ones. So each question is answered by a single set,
 * in time that does not depend on how the kinds are mixed.
 */
final class Occupancy {
  private final AddressSet toOrdinary = new AddressSet();
  private final AddressSet shared = new AddressSet();
  private final Map<Cidr, View> views = new HashMap<>();
  private final TreeMap<Integer, Integer> viewsByPrefixLength = new TreeMap<>();

  /** What one pool sees of its space. */
  private static final class View {
    private final AddressSet toSolo = new AddressSet();
    private @Nullable AddressSet toOrdinary;
    private long entries;
  }

  /** The addresses that are closed to a dynamic request of this pool. */
  AddressSet closedTo(Cidr pool, boolean solo) {
    View view = views.get(pool);
    if (solo) {
      return view != null ? view.toSolo : shared;
    }
    return view != null && view.toOrdinary != null ? view.toOrdinary : toOrdinary;
  }

  /** How many of these addresses the pool's dynamic entries hold: they are never shared too. */
  BigInteger countOwn(Cidr pool, AddressSet among) {
    return among.countIn(closedTo(pool, true)).subtract(among.countIn(shared));
  }

  /** How many of the range's addresses are held as static ones. */
  BigInteger sharedIn(Cidr range) {
    return AddressSet.of(List.of(range.interval())).countIn(shared);
  }

  /** How many dynamic entries the pool has. */
  long entriesOf(Cidr pool) {
    View view = views.get(pool);
    return view == null ? 0 : view.entries;
  }

  /**
   * Takes note that the entries of an address have changed.
   *
   * @param now all entries of the address after the change
   * @param changed the entry that came or went
   * @param difference 1 or -1
   */
  void refresh(Address address, List<Entry> now, Entry changed, int difference) {
    if (changed.kind() != Kind.SHARED) {
      viewOf(changed.pool().cidr()).entries += difference;
    }
    boolean closedToOrdinary = now.stream().anyMatch(entry -> entry.kind() != Kind.SOLO);
    boolean isShared = now.stream().anyMatch(entry -> entry.kind() == Kind.SHARED);
    set(toOrdinary, address, closedToOrdinary);
    set(shared, address, isShared);
    for (int prefixLength : viewsByPrefixLength.keySet()) {
      View view = prefixLength <= address.family().bits() ? view(address, prefixLength) : null;
      if (view != null) {
        refresh(view, Cidr.of(address, prefixLength), address, now, closedToOrdinary, isShared);
      }
    }
  }

  private void refresh(
      View view,
      Cidr pool,
      Address address,
      List<Entry> now,
      boolean closedToOrdinary,
      boolean isShared) {
    boolean own = false;
    boolean ownSolo = false;
    for (Entry entry : now) {
      if (entry.kind() != Kind.SHARED && entry.pool().cidr().equals(pool)) {
        own = true;
        ownSolo |= entry.kind() == Kind.SOLO;
      }
    }
    set(view.toSolo, address, own || isShared);
    if (ownSolo && view.toOrdinary == null) {
      view.toOrdinary = AddressSet.of(toOrdinary.intervalsWithin(pool.interval()));
    }
    if (view.toOrdinary != null) {
      set(view.toOrdinary, address, own || closedToOrdinary);
    }
  }

  private @Nullable View view(Address address, int prefixLength) {
    return views.get(Cidr.of(address, prefixLength));
  }

  private View viewOf(Cidr pool) {
    View view = views.get(pool);
    if (view == null) {
      view = new View();
      shared.intervalsWithin(pool.interval()).forEach(view.toSolo::add);
      views.put(pool, view);
      viewsByPrefixLength.merge(pool.prefixLength(), 1, Integer::sum);
    }
    return view;
  }

  private static void set(AddressSet set, Address address, boolean present) {
    if (present) {
      set.add(Interval.of(address));
    } else {
      set.remove(Interval.of(address));
    }
  }
}
