package dev.hereabouts.ipam.core.address;

import java.math.BigInteger;

/** Consecutive addresses of one family, from {@code first} to {@code last}, both included. */
public record Interval(Address first, Address last) {
  public Interval {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException(first + " to " + last);
    }
  }

  public static Interval of(Address only) {
    return new Interval(only, only);
  }

  public Family family() {
    return first.family();
  }

  public boolean contains(Address address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  /** The number of addresses, at least 1, at most 2^128. */
  public BigInteger size() {
    return last.countFrom(first);
  }
}
