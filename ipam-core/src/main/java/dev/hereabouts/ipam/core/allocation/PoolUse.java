package dev.hereabouts.ipam.core.allocation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The numbers of a pool.
 *
 * @param size how many addresses its configurations let it give, at most 2^128
 * @param used how many of its own entries there are
 * @param closed how many of {@code size} cannot be given to an ordinary request now: held by this
 *     pool, by one that overlaps it, or as static addresses
 */
public record PoolUse(BigInteger size, long used, BigInteger closed) {

  /** How many addresses an ordinary request can still get. */
  public BigInteger free() {
    return size.subtract(closed);
  }

  /** What part of {@code size} cannot be given, 0.0 to 100.0, rounded half up. */
  public BigDecimal percent() {
    if (size.signum() == 0) {
      return new BigDecimal("100.0");
    }
    return new BigDecimal(closed)
        .multiply(BigDecimal.valueOf(100))
        .divide(new BigDecimal(size), 1, RoundingMode.HALF_UP);
  }
}
