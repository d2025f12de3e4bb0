package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where the old objects belong: their names mix {@code network_name}, node and range, and
 * what stands in front cannot be told apart by the name alone.
 */
final class OldPlaces {
  private final OldObjects old;
  private final List<Doubt> doubts;
  private final Set<String> spaces = new HashSet<>(Set.of(""));

  /** By NodeSlicePool, the spaces that IPPools tell. */
  private final Map<String, Set<String>> divided = new HashMap<>();

  /**
   * @param doubts takes what is in doubt
   */
  OldPlaces(OldObjects old, List<Doubt> doubts) {
    this.old = old;
    this.doubts = doubts;
  }

  /**
   * Where a pool's records belong.
   *
   * @param base what keys count from: the range's address as it is written
   * @param range the pool's own, a slice of a node or all of it
   * @param node whose slice it is, or ""
   */
  record Place(PoolId pool, Address base, Cidr range, String node) {}

  /** An address that a reservation is for. */
  record Reserved(String space, Address address) {}

  @Nullable Place of(OldPool pool) {
    AddressWithPrefix range = AddressText.parseSloppyWithPrefix(pool.range());
    if (range == null) {
      doubts.add(unreadable(pool.source(), "its range \"" + pool.range() + "\" is none"));
      return null;
    }
    Cidr cidr = Cidr.of(range.address(), range.prefixLength());
    String front = OldNames.prefix(pool.name(), OldNames.of(cidr));
    if (front == null) {
      front = OldNames.prefix(pool.name(), OldNames.mangled(pool.range()));
    }
    if (front == null) {
      doubts.add(
          unreadable(
              pool.source(),
              "its name does not end in %s, so its network_name cannot be told"
                  .formatted(OldNames.of(cidr))));
      return null;
    }
    Place slice = slice(front, range.address(), cidr);
    Place place =
        slice != null ? slice : new Place(new PoolId(front, cidr), range.address(), cidr, "");
    if (slice == null) {
      doubtSpace(pool, front);
    }
    spaces.add(place.pool().space());
    return place;
  }

  /** A node's slice of a pool: its name has the node in front of the range. */
  private @Nullable Place slice(String front, Address base, Cidr cidr) {
    Map<OldSlices, Place> places = new LinkedHashMap<>();
    for (OldSlices slices : old.slices()) {
      AddressWithPrefix whole = AddressText.parseSloppyWithPrefix(slices.range());
      for (OldSlices.Slice slice : slices.slices()) {
        String space = OldNames.prefix("-" + front, slice.node());
        if (whole == null || space == null || slice.node().isEmpty()) {
          continue;
        }
        AddressWithPrefix part = AddressText.parseSloppyWithPrefix(slice.range());
        if (part != null && Cidr.of(part.address(), part.prefixLength()).equals(cidr)) {
          Cidr all = Cidr.of(whole.address(), whole.prefixLength());
          String name = space.isEmpty() ? "" : space.substring(1);
          places.put(slices, new Place(new PoolId(name, all), base, cidr, slice.node()));
        }
      }
    }
    Place found =
        places.entrySet().stream()
            .filter(each -> each.getKey().name().equals(each.getValue().pool().space()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(places.isEmpty() ? null : places.values().iterator().next());
    places.forEach((slices, place) -> {
      String space = place.pool().space();
      if (place.equals(found) && (space.isEmpty() || space.equals(slices.name()))) {
        divided.computeIfAbsent(slices.source(), _ -> new TreeSet<>()).add(space);
      }
    });
    return found;
  }

  /**
   * The spaces in which a NodeSlicePool divides its range; to be asked after all pools. Its name is
   * a {@code network_name}, or else a network's: which of them, networks and IPPools tell.
   */
  Set<String> spacesOf(OldSlices slices, Cidr whole) {
    Set<String> found = new TreeSet<>(old.networks().spacesDivided(slices.name(), whole));
    found.addAll(divided.getOrDefault(slices.source(), Set.of()));
    if (found.isEmpty()) {
      found.add("");
      doubts.add(
          new Doubt(
              Doubt.Cause.NAME,
              slices.source(),
              "is taken for that of a network \"%s\" without a network_name; no network of this"
                      .formatted(slices.name())
                  + " name or network_name has its range"));
    }
    spaces.addAll(found);
    return found;
  }

  private void doubtSpace(OldPool pool, String space) {
    if (!space.isEmpty() && !old.networks().isSpace(space)) {
      boolean isNode =
          old.isNode(space)
              || (space.indexOf('-') >= 0 && old.isNode(space.substring(space.indexOf('-') + 1)));
      doubts.add(
          new Doubt(
              Doubt.Cause.NAME,
              pool.source(),
              isNode
                  ? "\"%s\" names a node, but no NodeSlicePool has this slice; it is taken for a"
                          .formatted(space)
                      + " network_name"
                  : "\"%s\" is taken for its network_name; no network has it".formatted(space)));
    }
  }

  /** Which address a reservation is for; to be asked after all pools. */
  @Nullable Reserved of(OldReservation reservation) {
    Map<String, Address> readings = OldNames.readings(reservation.name());
    if (readings.isEmpty()) {
      doubts.add(unreadable(reservation.source(), "its name is no address"));
      return null;
    }
    for (Map.Entry<String, Address> reading : readings.entrySet()) {
      if (spaces.contains(reading.getKey()) || old.networks().isSpace(reading.getKey())) {
        return new Reserved(reading.getKey(), reading.getValue());
      }
    }
    Map.Entry<String, Address> first = readings.entrySet().iterator().next();
    doubts.add(
        new Doubt(
            Doubt.Cause.NAME,
            reservation.source(),
            "is taken for %s in the network_name \"%s\", which no pool and no network has"
                .formatted(AddressText.format(first.getValue()), first.getKey())));
    return new Reserved(first.getKey(), first.getValue());
  }

  private static Doubt unreadable(String subject, String text) {
    return new Doubt(Doubt.Cause.UNREADABLE, subject, text);
  }
}
