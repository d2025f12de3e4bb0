package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import org.jspecify.annotations.Nullable;

/**
 * An address that the old side is to have for us.
 *
 * @param everywhere whether in all pools of its space, by a reservation, too
 */
record Claim(PoolId pool, Address address, boolean everywhere) {
  /** The IPPool that has it; null where whereabouts can have none. */
  @Nullable String poolName() {
    return BesideNames.pool(pool);
  }

  /** Its reservation; null when it needs none, or whereabouts can have none. */
  @Nullable String reservation() {
    return everywhere ? BesideNames.reservation(pool.space(), address) : null;
  }

  /** Whether the record is one of those that this claim needs. */
  boolean needs(BesideNames.Spot spot) {
    boolean inPool = spot.pool().equals(pool);
    boolean inSpace = everywhere && spot.pool().space().equals(pool.space());
    return spot.address().equals(address) && (inPool || inSpace);
  }
}
