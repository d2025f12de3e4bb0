package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;

/**
 * An address and the length of its network's prefix; unlike a {@link Cidr} it keeps the host bits.
 *
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record AddressWithPrefix(Address address, int prefixLength) {
  public AddressWithPrefix {
    if (prefixLength < 0 || prefixLength > address.family().bits()) {
      throw new IllegalArgumentException("prefix length " + prefixLength);
    }
  }

  /** The network that the address is in. */
  public Cidr cidr() {
    return Cidr.of(address, prefixLength);
  }

  /** The text form, such as {@code 10.1.2.3/8}. */
  @Override
  public String toString() {
    return AddressText.formatWithPrefix(address, prefixLength);
  }
}
