package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import org.jspecify.annotations.Nullable;

/**
 * Reads an address's text.
 *
 * <p>The IPAddress library takes many forms that CNI plugins do not (short forms, wildcards, zones,
 * other separators), so a text must have the plain shape of an address before the library sees it.
 */
final class AddressReader {
  private static final int MAX_LENGTH = "0000:0000:0000:0000:0000:0000:255.255.255.255".length();
  private static final int GROUPS = 8;
  private static final long MAPPED = 0xffffL;

  private static final IPAddressStringParameters PLAIN =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowPrefix(false)
          .allowMask(false)
          .allowPrefixOnly(false)
          .allowWildcardedSeparator(false)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowBinary(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .allowBinary(false)
          .getParentBuilder()
          .toParams();

  private AddressReader() {}

  /** The address with this text, without leading zeros in octets, or null. */
  static @Nullable Address read(String text) {
    if (text.length() > MAX_LENGTH || !(isIpv4(text) || isIpv6(text))) {
      return null;
    }
    try {
      return valueOf(new IPAddressString(text, PLAIN).toAddress());
    } catch (AddressStringException e) {
      return null;
    }
  }

  private static @Nullable Address valueOf(@Nullable IPAddress address) {
    if (address == null) {
      return null;
    }
    byte[] bytes = address.getBytes();
    if (bytes.length == 4) {
      return Address.v4((int) number(bytes, 0, 4));
    }
    long high = number(bytes, 0, 8);
    long low = number(bytes, 8, 8);
    return high == 0 && low >>> 32 == MAPPED ? Address.v4((int) low) : Address.v6(high, low);
  }

  private static long number(byte[] bytes, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      number = number << 8 | (bytes[i] & 255);
    }
    return number;
  }

  private static boolean isIpv4(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return false;
    }
    for (String octet : octets) {
      int value = AddressText.decimal(octet);
      if (value < 0 || value > 255 || (octet.length() > 1 && octet.charAt(0) == '0')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == GROUPS;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int leading = before.isEmpty() ? 0 : groups(before, false);
    int trailing = after.isEmpty() ? 0 : groups(after, true);
    return leading >= 0 && trailing >= 0 && leading + trailing < GROUPS;
  }

  /** The number of 16-bit groups written in the text, or -1 when it is no list of groups. */
  private static int groups(String text, boolean mayEndInIpv4) {
    String[] groups = text.split(":", -1);
    for (int i = 0; i < groups.length; i++) {
      if (mayEndInIpv4 && i == groups.length - 1 && isIpv4(groups[i])) {
        return groups.length + 1;
      }
      if (!isGroup(groups[i])) {
        return -1;
      }
    }
    return groups.length;
  }

  private static boolean isGroup(String text) {
    return !text.isEmpty()
        && text.length() <= 4
        && text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }

  /** The text with the leading zeros of every octet and group dropped, but for a last zero. */
  static String withoutLeadingZeros(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    boolean atStart = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean more = i + 1 < text.length() && isHexDigit(text.charAt(i + 1));
      if (atStart && c == '0' && more) {
        continue;
      }
      kept.append(c);
      atStart = c == '.' || c == ':';
    }
    return kept.toString();
  }

  private static boolean isHexDigit(char c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }
}
