package dev.hereabouts.ipam.core.allocation;

import java.util.HexFormat;

/** 128 random bits, new with each new owner of an address: what a stale release is told by. */
public record OwnershipId(long high, long low) {
  private static final int DIGITS = 32;

  /**
   * Reads the form that {@link #text()} writes.
   *
   * @throws IllegalArgumentException unless the text has 32 hexadecimal digits
   */
  public static OwnershipId parse(String text) {
    if (text.length() != DIGITS) {
      throw new IllegalArgumentException("an ownership ID has 32 hexadecimal digits: " + text);
    }
    return new OwnershipId(
        HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
  }

  /** 32 lower-case hexadecimal digits. */
  public String text() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  @Override
  public String toString() {
    return text();
  }
}
