package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.config.StaticAddress;

/**
 * A pool's identity: the space in which its addresses are unique, and its range.
 *
 * @param space a {@code network_name}, or "" for the default space
 */
public record PoolId(String space, Cidr cidr) {

  /** The pool under which a static address is recorded: its own subnet. */
  static PoolId ofStatic(String space, StaticAddress fixed) {
    return new PoolId(space, Cidr.of(fixed.address(), fixed.prefixLength()));
  }
}
