package dev.hereabouts.ipam.core.address;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

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

  /** The addresses that are in both, or null if none is. */
  public @Nullable Interval common(Interval other) {
    if (family() != other.family()
        || first.compareTo(other.last) > 0
        || other.first.compareTo(last) > 0) {
      return null;
    }
    return new Interval(
        first.compareTo(other.first) < 0 ? other.first : first,
        last.compareTo(other.last) < 0 ? last : other.last);
  }

  /** The number of addresses, at least 1, at most 2^128. */
  public BigInteger size() {
    return last.countFrom(first);
  }
}
