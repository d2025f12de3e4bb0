package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.PoolId;

/**
 * What an old record says.
 *
 * @param node whose slice the address is of, or ""
 * @param source the object, for people
 */
record OldClaim(
    Address address,
    PoolId pool,
    String podRef,
    String ifName,
    String containerId,
    String node,
    String source) {}
