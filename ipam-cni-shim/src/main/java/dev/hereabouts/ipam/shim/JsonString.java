package dev.hereabouts.ipam.shim;

/**
 * A JSON string made of arbitrary bytes (RFC 8259, section 7).
 *
 * <p>Each ill-formed sequence of UTF-8 becomes one U+FFFD, by the "maximal subpart" practice of the
 * Unicode standard, so that the result is valid whatever the environment held.
 */
final class JsonString {
  private static final String DIGITS = "0123456789abcdef";

  private JsonString() {}

  static void append(Bytes out, Bytes text) {
    out.append('"');
    int i = 0;
    while (i < text.size()) {
      int b = text.at(i);
      if (b < 0x80) {
        appendAscii(out, b);
        i++;
      } else {
        int length = sequenceLength(b);
        int wellFormed = wellFormedPrefix(text, i, length);
        if (wellFormed == length) {
          out.append(text.array(), i, i + length);
        } else {
          out.append(0xef).append(0xbf).append(0xbd);
        }
        i += wellFormed;
      }
    }
    out.append('"');
  }

  private static void appendAscii(Bytes out, int b) {
    if (b == '"' || b == '\\') {
      out.append('\\').append(b);
    } else if (b == '\n') {
      out.append("\\n");
    } else if (b == '\r') {
      out.append("\\r");
    } else if (b == '\t') {
      out.append("\\t");
    } else if (b < 0x20) {
      out.append("\\u00").append(DIGITS.charAt(b >> 4)).append(DIGITS.charAt(b & 15));
    } else {
      out.append(b);
    }
  }

  /** The length that a leading byte announces; 0 for a byte that cannot lead. */
  private static int sequenceLength(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  }

  /** How many bytes from {@code start} can begin a sequence of that length; at least 1. */
  private static int wellFormedPrefix(Bytes text, int start, int length) {
    int count = 1;
    while (count < length
        && start + count < text.size()
        && canFollow(text.at(start), count, text.at(start + count))) {
      count++;
    }
    return count;
  }

  /** Table 3-7 of the Unicode standard: no overlong form, no surrogate, nothing above U+10FFFF. */
  private static boolean canFollow(int lead, int position, int b) {
    int low = 0x80;
    int high = 0xbf;
    if (position == 1) {
      if (lead == 0xe0) {
        low = 0xa0;
      } else if (lead == 0xed) {
        high = 0x9f;
      } else if (lead == 0xf0) {
        low = 0x90;
      } else if (lead == 0xf4) {
        high = 0x8f;
      }
    }
    return b >= low && b <= high;
  }
}
