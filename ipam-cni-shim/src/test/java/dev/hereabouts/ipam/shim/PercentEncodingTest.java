package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PercentEncodingTest {
  @Test
  @DisplayName("the unreserved characters of RFC 3986 stay as they are")
  void unreserved() {
    String unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    assertThat(encoded(unreserved.getBytes(StandardCharsets.US_ASCII))).isEqualTo(unreserved);
  }

  @Test
  @DisplayName("every other byte becomes %XX, so that nothing can end a header")
  void everyByte() {
    for (int b = 0; b < 256; b++) {
      String text = encoded(new byte[] {(byte) b});

      assertThat(text).matches("[A-Za-z0-9._~-]|%" + "%02X".formatted(b));
    }
    assertThat(encoded("a=b;c\r\nX: y".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("a%3Db%3Bc%0D%0AX%3A%20y");
  }

  private static String encoded(byte[] value) {
    Bytes out = new Bytes();
    PercentEncoding.append(out, value);
    return new String(out.toArray(), StandardCharsets.ISO_8859_1);
  }
}
