package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Family;
import inet.ipaddr.ipv6.IPv6Address;
import org.jspecify.annotations.Nullable;

/**
 * The text forms of addresses and networks.
 *
 * <p>IPv6 is written as RFC 5952 has it. An IPv4-mapped IPv6 text is read as the IPv4 address, and
 * an IPv4-mapped IPv6 address is written as the IPv4 one. <em>Strict</em> reading takes what Go's
 * {@code net.ParseIP} takes: four decimal octets without leading zeros, IPv6 groups of at most four
 * digits, no zone, no blanks, no short forms. <em>Sloppy</em> reading also takes any number of
 * leading zeros, which never make a number octal.
 */
public final class AddressText {
  private static final int MAPPED_PREFIX_LENGTH = 96;
  private static final long MAPPED_LOW = 0xffff_0000_0000L;

  private AddressText() {}

  /** The address's canonical text. */
  public static String format(Address address) {
    return switch (address.family()) {
      case IPV4 -> dotted(address.low());
      case IPV6 -> isMapped(address) ? dotted(address.low()) : groups(address);
    };
  }

  /** The network's canonical text, such as {@code 10.0.0.0/24}. */
  public static String format(Cidr cidr) {
    return formatWithPrefix(cidr.network(), cidr.prefixLength());
  }

  /** The address's canonical text with a prefix length behind it. */
  public static String formatWithPrefix(Address address, int prefixLength) {
    return format(address) + '/' + prefixLength;
  }

  /** The address with this text, or null. */
  public static @Nullable Address parseStrict(String text) {
    return AddressReader.read(text);
  }

  /** The address with this text, leading zeros allowed, or null. */
  public static @Nullable Address parseSloppy(String text) {
    return AddressReader.read(AddressReader.withoutLeadingZeros(text));
  }

  /** The address and prefix length of this text, or null; the prefix length is required. */
  public static @Nullable AddressWithPrefix parseStrictWithPrefix(String text) {
    return withPrefix(text, false);
  }

  /** As {@link #parseStrictWithPrefix}, with leading zeros allowed in the address. */
  public static @Nullable AddressWithPrefix parseSloppyWithPrefix(String text) {
    return withPrefix(text, true);
  }

  private static @Nullable AddressWithPrefix withPrefix(String text, boolean sloppy) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return null;
    }
    String host = text.substring(0, slash);
    Address address = sloppy ? parseSloppy(host) : parseStrict(host);
    if (address == null) {
      return null;
    }
    int prefixLength = decimal(text.substring(slash + 1));
    if (address.family() == Family.IPV4 && host.indexOf(':') >= 0) {
      prefixLength -= MAPPED_PREFIX_LENGTH;
    }
    return prefixLength < 0 || prefixLength > address.family().bits()
        ? null
        : new AddressWithPrefix(address, prefixLength);
  }

  /** The number that these decimal digits write, at most 999, or -1. */
  static int decimal(String digits) {
    int number = digits.isEmpty() ? -1 : 0;
    for (int i = 0; i < digits.length() && number >= 0; i++) {
      int digit = digits.charAt(i) - '0';
      boolean fits = digit >= 0 && digit <= 9 && number < 100;
      number = fits ? 10 * number + digit : -1;
    }
    return number;
  }

  private static boolean isMapped(Address address) {
    return address.high() == 0 && (address.low() & ~0xffff_ffffL) == MAPPED_LOW;
  }

  private static String dotted(long bits) {
    return (bits >>> 24 & 255)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }

  private static String groups(Address address) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (address.high() >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (address.low() >>> (56 - 8 * i));
    }
    return new IPv6Address(bytes).toCanonicalString();
  }
}
