package dev.hereabouts.ipam.server.leader;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The few values of ASN.1's distinguished encoding (X.690) that a certificate is made of. */
final class Der {
  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(0x30, joined(parts));
  }

  static byte[] set(byte[]... parts) {
    return value(0x31, joined(parts));
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  /** An object identifier from the hexadecimal digits of its content. */
  static byte[] identifier(String content) {
    return value(0x06, HexFormat.of().parseHex(content));
  }

  static byte[] text(String text) {
    return value(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A GeneralizedTime such as {@code 99991231235959Z}. */
  static byte[] time(String time) {
    return value(0x18, time.getBytes(StandardCharsets.US_ASCII));
  }

  /** Bits that fill whole bytes. */
  static byte[] bits(byte[] bytes) {
    return value(0x03, joined(new byte[] {0}, bytes));
  }

  /** A value behind a context-specific tag. */
  static byte[] tagged(int number, byte[] inner) {
    return value(0xa0 | number, inner);
  }

  private static byte[] value(int tag, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(tag);
    if (content.length < 0x80) {
      bytes.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int start = length[0] == 0 ? 1 : 0;
      bytes.write(0x80 | (length.length - start));
      bytes.write(length, start, length.length - start);
    }
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
