package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The divided ranges, as whereabouts has them: a NodeSlicePool for each network, and an IPPool for
 * each slice.
 */
final class Divisions {
  private static final int MOST_SLICES = 1 << 14;
  private static final Comparator<Pool> ORDER =
      Comparator.<Pool, String>comparing(pool -> pool.id().space())
          .thenComparing(pool -> pool.id().cidr());

  private final OldNetworks networks;
  private final Map<PoolId, Map<Integer, Map<Cidr, String>>> nodes = new HashMap<>();
  private final List<Pool> pools;

  Divisions(Ledger ledger, OldNetworks networks) {
    this.networks = networks;
    this.pools =
        ledger.pools().stream().filter(pool -> !pool.slices().isEmpty()).sorted(ORDER).toList();
    for (Pool pool : pools) {
      Map<Integer, Map<Cidr, String>> sizes = new TreeMap<>();
      for (NodeSlice one : pool.slices()) {
        sizes
            .computeIfAbsent(one.slice().prefixLength(), _ -> new TreeMap<>())
            .putIfAbsent(one.slice(), one.node());
      }
      nodes.put(pool.id(), sizes);
    }
  }

  /**
   * The IPPool that an entry is recorded in.
   *
   * @param isElsewhere whether its node looks for it in another one
   */
  record Place(String name, Cidr range, boolean isElsewhere) {}

  Place of(Entry entry) {
    PoolId pool = entry.pool();
    Map<Integer, Map<Cidr, String>> sizes = nodes.getOrDefault(pool, Map.of());
    if (networks.isUndivided(pool, entry.network())) {
      sizes = Map.of();
    }
    Place found = null;
    for (Map.Entry<Integer, Map<Cidr, String>> size : sizes.entrySet()) {
      Place place = slice(entry, size.getKey(), size.getValue());
      if (found == null || (place != null && found.isElsewhere() && !place.isElsewhere())) {
        found = place;
      }
    }
    return found == null
        ? new Place(
            OldNames.in(pool.space(), OldNames.of(pool.cidr())), pool.cidr(), !sizes.isEmpty())
        : found;
  }

  private static @Nullable Place slice(Entry entry, int length, Map<Cidr, String> slices) {
    Cidr slice = Cidr.of(entry.address(), length);
    String node = slices.get(slice);
    return node == null
        ? null
        : new Place(
            OldNames.in(entry.pool().space(), node + "-" + OldNames.of(slice)),
            slice,
            !entry.node().isEmpty() && !entry.node().equals(node));
  }

  /**
   * The NodeSlicePools by name.
   *
   * @param notes takes what they cannot have, for people
   */
  Map<String, OldSlices> objects(String namespace, List<String> notes) {
    Map<String, OldSlices> objects = new TreeMap<>();
    for (Pool pool : pools) {
      nodes
          .getOrDefault(pool.id(), Map.of())
          .forEach((length, slices) -> {
            Map<String, String> names = names(pool, length);
            String range = AddressText.format(pool.id().cidr());
            if (names.isEmpty()) {
              notes.add(range + ": no network is known to be divided, so none has a NodeSlicePool");
            }
            names.forEach((name, size) -> {
              List<OldSlices.Slice> all = all(pool.id().cidr(), length, slices, notes);
              OldSlices made = new OldSlices(namespace, name, range, size, all);
              if (!OldNames.isObject(name)) {
                notes.add("whereabouts cannot name the NodeSlicePool " + name);
              } else if (objects.putIfAbsent(name, made) != null) {
                notes.add(
                    "the NodeSlicePool %s can have one range and size only, not %s of /%d"
                        .formatted(name, range, length));
              }
            });
          });
    }
    return objects;
  }

  /** What the objects are called, with the text of the size. */
  private Map<String, String> names(Pool pool, int length) {
    Map<String, String> names = networks.divisions(pool.id(), length);
    if (!names.isEmpty()) {
      return names;
    }
    Map<String, String> guessed = new TreeMap<>();
    if (pool.id().space().isEmpty()) {
      pool.networks().stream()
          .filter(name -> !networks.isUndivided(pool.id(), name))
          .forEach(name -> guessed.put(name, "/" + length));
    } else {
      guessed.put(pool.id().space(), "/" + length);
    }
    return guessed;
  }

  /** Every slice, for whereabouts gives a new node one of those that are listed without a node. */
  private static List<OldSlices.Slice> all(
      Cidr range, int length, Map<Cidr, String> slices, List<String> notes) {
    TreeSet<Cidr> all = new TreeSet<>(slices.keySet());
    Address next = range.network();
    while (next != null && all.size() < MOST_SLICES) {
      Cidr slice = Cidr.of(next, length);
      all.add(slice);
      next = slice.last().equals(range.last()) ? null : slice.last().next();
    }
    if (next != null) {
      notes.add(
          "%s: %d of its slices of /%d are listed, new nodes get no others"
              .formatted(AddressText.format(range), all.size(), length));
    }
    List<OldSlices.Slice> listed = new ArrayList<>();
    all.forEach(slice ->
        listed.add(new OldSlices.Slice(slices.getOrDefault(slice, ""), AddressText.format(slice))));
    return listed;
  }
}
