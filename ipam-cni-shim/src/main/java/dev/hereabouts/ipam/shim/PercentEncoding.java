package dev.hereabouts.ipam.shim;

/**
 * Percent-encoding of arbitrary bytes: the unreserved characters of RFC 3986, section 2.3, stay,
 * and every other byte becomes {@code %XX}. So no value can end a header or begin another one.
 */
final class PercentEncoding {
  private static final String DIGITS = "0123456789ABCDEF";

  private PercentEncoding() {}

  static void append(Bytes out, byte[] value) {
    for (byte signed : value) {
      int b = signed & 0xff;
      if (isUnreserved(b)) {
        out.append(b);
      } else {
        out.append('%').append(DIGITS.charAt(b >> 4)).append(DIGITS.charAt(b & 15));
      }
    }
  }

  private static boolean isUnreserved(int b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
