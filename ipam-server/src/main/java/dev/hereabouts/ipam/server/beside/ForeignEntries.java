package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.beside.OldRecords.PoolAddress;
import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import dev.hereabouts.ipam.server.whereabouts.BesideNames.Spot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What whereabouts holds, as entries that nobody can release and that are never written; so
 * deciding passes its addresses by.
 */
final class ForeignEntries {
  /** The node and container of such entries, which no real one is named like. */
  private static final String NODE = "_whereabouts";

  private static final OwnershipId NO_ID = new OwnershipId(0, 0);

  private Map<BlockId, Map<PoolAddress, Entry>> listed = Map.of();

  /** What was found held since the last listing began, and in which listing's time. */
  private final Map<BlockId, Map<PoolAddress, Met>> met = new HashMap<>();

  private int listings;

  private record Met(Entry entry, int listing) {}

  static boolean isForeign(Entry entry) {
    return entry.holder().node().equals(NODE);
  }

  /** Begins a listing; what is met from now on it may not have. */
  int begin() {
    return ++listings;
  }

  /**
   * Takes over what a listing has.
   *
   * @param ours tells the records that stand for entries of ours
   * @return the blocks in which whereabouts holds something else than before
   */
  Set<BlockId> replace(int listing, OldRecords records, Predicate<Spot> ours) {
    Map<BlockId, Map<PoolAddress, Entry>> before = new HashMap<>();
    blocks().forEach(block -> before.put(block, at(block)));
    listed = entries(records, ours);
    met.values().forEach(each -> each.values().removeIf(one -> one.listing() < listing));
    met.values().removeIf(Map::isEmpty);
    Set<BlockId> changed = new HashSet<>(before.keySet());
    changed.addAll(listed.keySet());
    changed.removeIf(block -> before.getOrDefault(block, Map.of()).equals(at(block)));
    return changed;
  }

  /** Somebody else was found to have this. */
  void meet(Spot spot) {
    Kind kind = isReservation(spot) ? Kind.ORDINARY : Kind.SOLO;
    Entry entry = entry(spot, kind);
    met.computeIfAbsent(entry.block(), _ -> new HashMap<>())
        .put(new PoolAddress(spot.pool(), spot.address()), new Met(entry, listings));
  }

  /** The blocks that have some. */
  Set<BlockId> blocks() {
    Set<BlockId> blocks = new HashSet<>(listed.keySet());
    blocks.addAll(met.keySet());
    return blocks;
  }

  List<Entry> in(BlockId block) {
    return List.copyOf(at(block).values());
  }

  private Map<PoolAddress, Entry> at(BlockId block) {
    Map<PoolAddress, Entry> all = new HashMap<>(listed.getOrDefault(block, Map.of()));
    met.getOrDefault(block, Map.of()).forEach((place, one) -> all.putIfAbsent(place, one.entry()));
    return all;
  }

  /** A reservation of an address that a pool has too is that pool's entry, kept from all others. */
  private static Map<BlockId, Map<PoolAddress, Entry>> entries(
      OldRecords records, Predicate<Spot> ours) {
    List<Entry> entries = new ArrayList<>();
    Set<SpaceAddress> inPools = new HashSet<>();
    for (Spot spot : records.inPools()) {
      if (!spot.isOurs() && !ours.test(spot)) {
        String space = spot.pool().space();
        boolean reserved = records.isReservedByOthers(space, spot.address());
        entries.add(entry(spot, reserved ? Kind.ORDINARY : Kind.SOLO));
        inPools.add(new SpaceAddress(space, spot.address()));
      }
    }
    for (OldRecords.Reservation reservation : records.reservations()) {
      for (Spot spot : reservation.spots()) {
        if (!spot.isOurs()
            && !ours.test(spot)
            && !inPools.contains(new SpaceAddress(spot.pool().space(), spot.address()))) {
          entries.add(entry(spot, Kind.ORDINARY));
        }
      }
    }
    Map<BlockId, Map<PoolAddress, Entry>> blocks = new HashMap<>();
    for (Entry entry : entries) {
      blocks
          .computeIfAbsent(entry.block(), _ -> new HashMap<>())
          .put(new PoolAddress(entry.pool(), entry.address()), entry);
    }
    return blocks;
  }

  private record SpaceAddress(String space, Address address) {}

  private static boolean isReservation(Spot spot) {
    return spot.pool().equals(BesideNames.reservationPool(spot.pool().space(), spot.address()));
  }

  private static Entry entry(Spot spot, Kind kind) {
    int slash = spot.podRef().indexOf('/');
    String uid =
        Stream.of(NODE, spot.podRef(), spot.pool(), AddressText.format(spot.address()))
            .map(String::valueOf)
            .reduce("", (one, other) -> one + "/" + other);
    return new Entry(
        spot.address(),
        spot.pool(),
        kind,
        new Pod(
            uid,
            slash < 0 ? "" : spot.podRef().substring(0, slash),
            spot.podRef().substring(slash + 1)),
        "-",
        0,
        new Holder(NODE, NODE, "", 0, Attempt.IMPORTED),
        null,
        NODE,
        0,
        NO_ID,
        "");
  }
}
