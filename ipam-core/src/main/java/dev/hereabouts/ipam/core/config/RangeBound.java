package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * A wish for where a window starts or ends.
 *
 * @param at where it is written
 */
record RangeBound(Text at, Address address) {
  private static final String REMEDY =
      "write an address of the range without prefix length, or leave the key out";

  /** The bound beside the top-level range, where text that is no address is ignored. */
  static @Nullable RangeBound lenient(Text at, Findings findings) {
    Address address = AddressText.parseSloppy(at.text());
    if (address == null && !at.isEmpty()) {
      findings.warning(at, "invalid IP address, ignored", REMEDY);
    }
    return address == null ? null : new RangeBound(at, address);
  }

  /** The bound in an entry of ipRanges, where text that is no address is an error. */
  static @Nullable RangeBound exact(Text at, Findings findings) {
    Address address = AddressText.parseSloppy(at.text());
    if (address == null && !at.isEmpty()) {
      findings.error(at, "invalid IP address", REMEDY);
    }
    return address == null ? null : new RangeBound(at, address);
  }
}
