package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import dev.hereabouts.ipam.server.whereabouts.BesideNames.Spot;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import dev.hereabouts.ipam.server.whereabouts.OldReservation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that the old side has recorded at one time. */
final class OldRecords {
  private final Map<PoolAddress, Spot> inPools = new HashMap<>();
  private final Map<String, Reservation> reservations = new HashMap<>();

  /** An address of an IPPool. */
  record PoolAddress(PoolId pool, Address address) {}

  /**
   * A reservation.
   *
   * @param spots all that its name may mean
   */
  record Reservation(String name, String podRef, String mark, List<Spot> spots) {
    Reservation {
      spots = List.copyOf(spots);
    }

    boolean isOurs() {
      return podRef.equals(BesideNames.OWNER);
    }
  }

  /** How the records stand to a claim. */
  sealed interface Standing {
    /** All that it needs is recorded. */
    record Recorded(Trace trace) implements Standing {}

    /** Something is not recorded, and nobody else has it. */
    record Open() implements Standing {}

    /**
     * Somebody else has a part of it.
     *
     * @param trace what we may have of it nevertheless
     */
    record Contested(String podRef, Trace trace) implements Standing {}
  }

  static OldRecords of(OldObjects objects) {
    OldRecords records = new OldRecords();
    objects.pools().stream()
        .flatMap(pool -> BesideNames.spots(pool).stream())
        .forEach(spot -> records.inPools.put(new PoolAddress(spot.pool(), spot.address()), spot));
    for (OldReservation each : objects.reservations()) {
      records.reservations.put(
          each.name(),
          new Reservation(each.name(), each.podRef(), each.containerId(), BesideNames.spots(each)));
    }
    return records;
  }

  Standing judge(Claim claim, Right right) {
    Set<String> marks = new HashSet<>();
    Set<String> pods = new HashSet<>();
    String contestant = null;
    boolean open = false;
    for (Found each : needed(claim)) {
      if (each.isAbsent()) {
        open = true;
      } else if (each.podRef().equals(BesideNames.OWNER)) {
        marks.add(each.mark());
      } else if (right.keeps(each.podRef())) {
        pods.add(each.podRef());
      } else if (right.pods().contains(each.podRef())) {
        open = true;
      } else {
        contestant = each.podRef();
      }
    }
    Trace trace = new Trace(marks, pods);
    if (contestant != null) {
      return new Standing.Contested(contestant, trace);
    }
    return open ? new Standing.Open() : new Standing.Recorded(trace);
  }

  /** Whether a record that the claim needs is for this pod. */
  boolean has(Claim claim, String podRef) {
    return needed(claim).stream()
        .anyMatch(each -> !each.isAbsent() && each.podRef().equals(podRef));
  }

  private record Found(boolean isAbsent, String podRef, String mark) {
    static final Found NOTHING = new Found(true, "", "");
  }

  private List<Found> needed(Claim claim) {
    List<Found> needed = new ArrayList<>();
    if (claim.poolName() != null) {
      Spot spot = inPools.get(new PoolAddress(claim.pool(), claim.address()));
      needed.add(spot == null ? Found.NOTHING : new Found(false, spot.podRef(), spot.mark()));
    }
    String name = claim.reservation();
    if (name != null) {
      Reservation each = reservations.get(name);
      needed.add(each == null ? Found.NOTHING : new Found(false, each.podRef(), each.mark()));
    }
    return needed;
  }

  /** The records in IPPools. */
  Collection<Spot> inPools() {
    return Collections.unmodifiableCollection(inPools.values());
  }

  Collection<Reservation> reservations() {
    return Collections.unmodifiableCollection(reservations.values());
  }

  /** Whether the address is reserved for somebody else than us. */
  boolean isReservedByOthers(String space, Address address) {
    @Nullable String name = BesideNames.reservation(space, address);
    Reservation found = name == null ? null : reservations.get(name);
    return found != null && !found.isOurs();
  }
}
