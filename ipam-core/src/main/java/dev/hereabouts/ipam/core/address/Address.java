package dev.hereabouts.ipam.core.address;

import java.math.BigInteger;

/**
 * An internet address: its family and 128 unsigned bits, of which IPv4 uses the lowest 32.
 *
 * <p>Addresses are ordered by family, then by number. The text forms are in the configuration
 * package; {@link #toString()} is for debugging only.
 *
 * @param high the upper 64 bits, 0 for IPv4
 * @param low the lower 64 bits, at most 2^32 - 1 for IPv4
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {
  private static final long IPV4_MASK = 0xffff_ffffL;

  public Address {
    if (family == Family.IPV4 && (high != 0 || (low & ~IPV4_MASK) != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits");
    }
  }

  /** The IPv4 address with these 32 bits. */
  public static Address v4(int bits) {
    return new Address(Family.IPV4, 0, bits & IPV4_MASK);
  }

  /** The IPv6 address with these 128 bits. */
  public static Address v6(long high, long low) {
    return new Address(Family.IPV6, high, low);
  }

  /** The lowest address of a family: all zeroes. */
  public static Address lowest(Family family) {
    return new Address(family, 0, 0);
  }

  /** The highest address of a family: all ones. */
  public static Address highest(Family family) {
    return switch (family) {
      case IPV4 -> new Address(family, 0, IPV4_MASK);
      case IPV6 -> new Address(family, -1, -1);
    };
  }

  /** Whether this is the family's highest address, which has no {@link #next()}. */
  public boolean isHighest() {
    return equals(highest(family));
  }

  /** Whether this is the family's lowest address, which has no {@link #previous()}. */
  public boolean isLowest() {
    return high == 0 && low == 0;
  }

  /**
   * The address after this one.
   *
   * @throws ArithmeticException on the family's highest address
   */
  public Address next() {
    if (isHighest()) {
      throw new ArithmeticException("no address after " + this);
    }
    return new Address(family, low == -1 ? high + 1 : high, low + 1);
  }

  /**
   * The address before this one.
   *
   * @throws ArithmeticException on the family's lowest address
   */
  public Address previous() {
    if (isLowest()) {
      throw new ArithmeticException("no address before " + this);
    }
    return new Address(family, low == 0 ? high - 1 : high, low - 1);
  }

  /** This address with all but its first {@code prefixLength} bits cleared. */
  public Address firstOf(int prefixLength) {
    int hostBits = family.bits() - prefixLength;
    return new Address(family, high & ~highOnes(hostBits), low & ~lowOnes(hostBits));
  }

  /** This address with all but its first {@code prefixLength} bits set. */
  public Address lastOf(int prefixLength) {
    int hostBits = family.bits() - prefixLength;
    return new Address(family, high | highOnes(hostBits), low | lowOnes(hostBits));
  }

  /** The number of addresses from {@code first} to this one, both counted; both of one family. */
  public BigInteger countFrom(Address first) {
    return toBigInteger().subtract(first.toBigInteger()).add(BigInteger.ONE);
  }

  /** This address as an unsigned number. */
  public BigInteger toBigInteger() {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return new BigInteger(1, bytes);
  }

  @Override
  public int compareTo(Address other) {
    if (family != other.family) {
      return family.compareTo(other.family);
    }
    int upper = Long.compareUnsigned(high, other.high);
    return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
  }

  @Override
  public int hashCode() {
    long mixed = (high * 0x9e3779b97f4a7c15L + low) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) + family.bits();
  }

  @Override
  public String toString() {
    return switch (family) {
      case IPV4 ->
          (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
      case IPV6 -> String.format("%016x_%016x", high, low);
    };
  }

  private static long lowOnes(int bits) {
    return bits >= Long.SIZE ? -1 : (1L << bits) - 1;
  }

  private static long highOnes(int bits) {
    return bits <= Long.SIZE ? 0 : lowOnes(bits - Long.SIZE);
  }
}
