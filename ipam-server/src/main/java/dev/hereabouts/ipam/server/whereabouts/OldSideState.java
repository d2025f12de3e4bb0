package dev.hereabouts.ipam.server.whereabouts;

import java.util.List;

/** How much the old side holds, for us and for others. */
public record OldSideState(
    long ourAddresses, long ourReservations, long theirAddresses, long theirReservations) {
  public static OldSideState of(OldObjects objects) {
    List<OldAllocation> allocations =
        objects.pools().stream().flatMap(pool -> pool.allocations().stream()).toList();
    long ourAddresses =
        allocations.stream().filter(each -> each.podRef().equals(BesideNames.OWNER)).count();
    long ourReservations =
        objects.reservations().stream()
            .filter(each -> each.podRef().equals(BesideNames.OWNER))
            .count();
    return new OldSideState(
        ourAddresses,
        ourReservations,
        allocations.size() - ourAddresses,
        objects.reservations().size() - ourReservations);
  }

  /** Whether nothing is held for others. */
  public boolean isEmpty() {
    return theirAddresses == 0 && theirReservations == 0;
  }
}
