package dev.hereabouts.ipam.server.json;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Family;
import dev.hereabouts.ipam.core.config.AddressText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Addresses and networks as JSON has them: dotted decimal, RFC 5952.
 *
 * <p>Every address comes back as it was, an IPv4-mapped IPv6 one too; no other text is read.
 */
public final class AddressForm {
  private static final int GROUPS = 8;
  private static final long MAPPED_PREFIX = 0xffff_0000_0000L;

  private AddressForm() {}

  /** Dotted decimal, or RFC 5952. */
  public static String format(Address address) {
    return switch (address.family()) {
      case IPV4 -> AddressText.format(address);
      case IPV6 -> groups(address.high(), address.low());
    };
  }

  /** The first address, a slash, the prefix length. */
  public static String format(Cidr cidr) {
    return format(cidr.network()) + '/' + cidr.prefixLength();
  }

  /**
   * Reads what {@link #format(Address)} writes.
   *
   * @throws IllegalArgumentException on any other text
   */
  public static Address parseAddress(String text) {
    Address address = read(text);
    if (!format(address).equals(text)) {
      throw new IllegalArgumentException("not an address in canonical form: " + text);
    }
    return address;
  }

  /**
   * Reads what {@link #format(Cidr)} writes.
   *
   * @throws IllegalArgumentException on any other text
   */
  public static Cidr parseCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a network: " + text);
    }
    return new Cidr(
        parseAddress(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  private static Address read(String text) {
    InetAddress literal = InetAddress.ofLiteral(text);
    ByteBuffer bytes = ByteBuffer.wrap(literal.getAddress());
    if (literal instanceof Inet4Address) {
      int bits = bytes.getInt();
      return text.indexOf(':') < 0
          ? Address.v4(bits)
          : new Address(Family.IPV6, 0, MAPPED_PREFIX | Integer.toUnsignedLong(bits));
    }
    return Address.v6(bytes.getLong(), bytes.getLong());
  }

  private static String groups(long high, long low) {
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeroes = 0;
      while (i + zeroes < GROUPS && group(high, low, i + zeroes) == 0) {
        zeroes++;
      }
      if (zeroes > gapLength) {
        gapStart = i;
        gapLength = zeroes;
      }
      i += zeroes;
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(high, low, i)));
      }
    }
    return text.toString();
  }

  private static int group(long high, long low, int index) {
    long half = index < GROUPS / 2 ? high : low;
    return (int) (half >>> (48 - 16 * (index % 4)) & 0xffff);
  }
}
