package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * An address that the configuration or the pod names and that lies under no range's policy.
 *
 * @param gateway the next hop that goes with it, of the same family
 */
public record StaticAddress(Address address, int prefixLength, @Nullable Address gateway) {
  public StaticAddress {
    if (prefixLength < 0 || prefixLength > address.family().bits()) {
      throw new IllegalArgumentException("prefix length " + prefixLength);
    }
    if (gateway != null && gateway.family() != address.family()) {
      throw new IllegalArgumentException("gateway " + gateway + " for " + address);
    }
  }

  /** The network that the address is in. */
  public Cidr cidr() {
    return Cidr.of(address, prefixLength);
  }
}
