package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * An address that the pod asks for by number.
 *
 * @param prefixLength the prefix length written behind it, or null when none was
 * @param path where it was written, such as {@code CNI_ARGS.IP} or {@code runtimeConfig.ips[0]}
 */
public record RequestedAddress(Address address, @Nullable Integer prefixLength, String path) {
  public RequestedAddress {
    if (prefixLength != null && (prefixLength < 0 || prefixLength > address.family().bits())) {
      throw new IllegalArgumentException("prefix length " + prefixLength);
    }
  }

  /** The text form, with the prefix length where there is one. */
  public String text() {
    return prefixLength == null
        ? AddressText.format(address)
        : AddressText.formatWithPrefix(address, prefixLength);
  }
}
