package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arithmetic of an IPPool's keys: decimal distances from its range's address, of 64 bits. */
final class OldAddresses {
  private static final int KEY_BITS = Long.SIZE;

  private OldAddresses() {}

  /** The distance that a key writes, as an unsigned number, or null when it is none. */
  static @Nullable Long distance(String key) {
    if (!key.matches("[0-9]{1,20}")) {
      return null;
    }
    BigInteger number = new BigInteger(key);
    return number.bitLength() > KEY_BITS ? null : number.longValue();
  }

  /** The address at this distance, or null behind the family's last one. */
  static @Nullable Address at(Address base, long distance) {
    long low = base.low() + distance;
    boolean carry = Long.compareUnsigned(low, base.low()) < 0;
    return switch (base.family()) {
      case IPV4 -> carry || low >>> 32 != 0 ? null : Address.v4((int) low);
      case IPV6 ->
          carry && base.high() == -1 ? null : Address.v6(base.high() + (carry ? 1 : 0), low);
    };
  }

  /** The key of an address: of a range wider than /64 it lacks the upper bits. */
  static String key(Address base, Address address) {
    return Long.toUnsignedString(address.low() - base.low());
  }

  /** Whether whereabouts writes the key and does not read it back. */
  static boolean isPassedBy(String key) {
    return Long.parseUnsignedLong(key) < 0;
  }

  /** Whether keys of this range tell every address. */
  static boolean areWhole(Cidr range) {
    return range.family().bits() - range.prefixLength() <= KEY_BITS;
  }

  /** The one of these that a key which lacks the upper bits can mean, or null. */
  static @Nullable Address meant(
      Cidr range, Address base, long distance, List<Address> candidates) {
    List<Address> possible =
        candidates.stream()
            .filter(range::contains)
            .filter(address -> address.low() - base.low() == distance)
            .toList();
    return possible.size() == 1 ? possible.getFirst() : null;
  }
}
