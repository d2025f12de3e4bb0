package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the old objects record, address by address, and what about each record is in doubt. */
final class OldRecords {
  private static final Comparator<Entry> BY_ADDRESS =
      Comparator.<Entry, String>comparing(entry -> entry.pool().space())
          .thenComparing(Entry::address)
          .thenComparing(entry -> entry.pool().cidr())
          .thenComparing(entry -> entry.pod().reference());

  private final OldObjects old;
  private final OldPlaces places;
  private final boolean skipGone;
  private final List<Doubt> doubts;
  private final OldEntries entries;
  private final List<OldRecord> records = new ArrayList<>();
  private final Set<PoolId> pools = new LinkedHashSet<>();
  private final Set<String> covered = new HashSet<>();

  /**
   * @param skipGone whether records are left out whose pods are known not to be there
   * @param doubts takes what is in doubt
   */
  OldRecords(
      OldObjects old,
      OldPlaces places,
      Supplier<OwnershipId> newIds,
      long now,
      boolean skipGone,
      List<Doubt> doubts) {
    this.old = old;
    this.places = places;
    this.skipGone = skipGone;
    this.doubts = doubts;
    this.entries = new OldEntries(old.networks(), newIds, now);
  }

  /** Takes what the IPPools record. */
  void takePools() {
    old.pools().stream().sorted(Comparator.comparing(OldPool::source)).forEach(this::takePool);
  }

  /**
   * Takes what reservations record beside them.
   *
   * @param others pools that an address may be of without a record in an IPPool
   */
  void takeReservations(Collection<PoolId> others) {
    pools.addAll(others);
    old.reservations().stream()
        .sorted(Comparator.comparing(OldReservation::source))
        .forEach(this::takeReservation);
  }

  /** All of them, by space and address. */
  List<OldRecord> all() {
    return records.stream().sorted(Comparator.comparing(OldRecord::entry, BY_ADDRESS)).toList();
  }

  private void takePool(OldPool pool) {
    OldPlaces.Place place = places.of(pool);
    if (place == null) {
      return;
    }
    for (OldAllocation allocation : pool.allocations()) {
      Address address = address(pool, place, allocation);
      if (address != null) {
        take(
            new OldClaim(
                address,
                place.pool(),
                allocation.podRef(),
                allocation.ifName(),
                allocation.containerId(),
                place.node(),
                pool.source()));
      }
    }
  }

  private @Nullable Address address(OldPool pool, OldPlaces.Place place, OldAllocation allocation) {
    Long distance = OldAddresses.distance(allocation.key());
    if (distance == null) {
      unreadable(pool.source(), "the key \"" + allocation.key() + "\" is no distance");
      return null;
    }
    if (!OldAddresses.areWhole(place.range())) {
      return ofWideRange(pool, place, allocation, distance);
    }
    Address address = OldAddresses.at(place.base(), distance);
    if (address == null || !place.range().contains(address)) {
      unreadable(pool.source(), "the key " + allocation.key() + " leads out of " + pool.range());
      return null;
    }
    return address;
  }

  private @Nullable Address ofWideRange(
      OldPool pool, OldPlaces.Place place, OldAllocation allocation, long distance) {
    LivePod pod = old.pod(allocation.podRef());
    Address meant =
        pod == null
            ? null
            : OldAddresses.meant(place.range(), place.base(), distance, pod.reportedAddresses());
    if (meant == null) {
      unreadable(
          pool.source(),
          "the key %s of %s lacks the upper bits of the address, and the pod does not tell it"
              .formatted(allocation.key(), allocation.podRef()));
    }
    return meant;
  }

  private void takeReservation(OldReservation reservation) {
    OldPlaces.Reserved reserved = places.of(reservation);
    if (reserved == null || isCovered(reserved, reservation.podRef())) {
      return;
    }
    Address address = reserved.address();
    PoolId pool = poolOf(reserved);
    doubts.add(
        new Doubt(
            Doubt.Cause.NO_POOL,
            subject(reserved.space(), address),
            "%s is for %s; %s. It stays taken%s"
                .formatted(
                    reservation.source(),
                    reservation.podRef(),
                    pool.cidr().prefixLength() == address.family().bits()
                        ? "no pool has the address"
                        : "the pool has no record of it",
                    reservation.containerId().isEmpty()
                        ? ": without a container, no DEL can free it"
                        : " until its container's DEL")));
    take(
        new OldClaim(
            address,
            pool,
            reservation.podRef(),
            reservation.ifName(),
            reservation.containerId(),
            "",
            reservation.source()));
  }

  private boolean isCovered(OldPlaces.Reserved reserved, String podRef) {
    return covered.contains(subject(reserved.space(), reserved.address()) + " " + podRef);
  }

  /** The narrowest pool of the space with the address; else one of the address alone. */
  private PoolId poolOf(OldPlaces.Reserved reserved) {
    Address address = reserved.address();
    return pools.stream()
        .filter(pool -> pool.space().equals(reserved.space()) && pool.cidr().contains(address))
        .max(Comparator.comparingInt(pool -> pool.cidr().prefixLength()))
        .orElseGet(() -> new PoolId(reserved.space(), Cidr.of(address, address.family().bits())));
  }

  private void take(OldClaim claim) {
    String subject = subject(claim.pool().space(), claim.address());
    covered.add(subject + " " + claim.podRef());
    LivePod pod = old.pod(claim.podRef());
    boolean isGone = old.arePodsKnown() && pod == null;
    if (isGone) {
      doubts.add(
          new Doubt(
              Doubt.Cause.POD_GONE,
              subject,
              claim.podRef()
                  + " is not there; "
                  + (skipGone ? "left out" : "the entry is that of any pod of this name")));
    } else if (pod != null && pod.denies(claim.address())) {
      doubts.add(
          new Doubt(
              Doubt.Cause.NOT_REPORTED,
              subject,
              claim.podRef() + " does not have it in its network-status; it is imported as its"));
    }
    records.add(new OldRecord(entries.of(claim, pod), claim.source(), isGone));
    pools.add(claim.pool());
  }

  private void unreadable(String subject, String text) {
    doubts.add(new Doubt(Doubt.Cause.UNREADABLE, subject, text));
  }

  /** An address for people, with its network_name. */
  static String subject(String space, Address address) {
    String text = AddressText.format(address);
    return space.isEmpty() ? text : text + " in " + space;
  }
}
