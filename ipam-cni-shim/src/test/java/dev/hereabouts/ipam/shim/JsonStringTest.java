package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JsonStringTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String REPLACEMENT = "\ufffd";

  /** Bytes on the edges of UTF-8's table and of JSON's escapes. */
  private static final int[] EDGES = {
    0, 9, 10, 13, 31, 32, '"', '\\', 'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1,
    0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff
  };

  @Test
  @DisplayName("text survives, whatever it is made of")
  void text() throws Exception {
    String text = "tab\t, quote \", backslash \\, line\r\nend, \u0001, ö, 漢, \uD83C\uDF0D";

    assertThat(throughJson(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }

  @Test
  @DisplayName("ill-formed UTF-8 is replaced as the examples of the Unicode standard show")
  void illFormed() throws Exception {
    assertThat(throughJson(bytes(0xc0, 0xaf, 0xe0, 0x80, 0xbf, 0xf0, 0x81, 0x82, 0x41)))
        .isEqualTo(REPLACEMENT.repeat(8) + "A");
    assertThat(throughJson(bytes(0xed, 0xa0, 0x80, 0xed, 0xbf, 0xbf, 0xed, 0xaf, 0x41)))
        .isEqualTo(REPLACEMENT.repeat(8) + "A");
    assertThat(throughJson(bytes(0xf4, 0x91, 0x92, 0x93, 0xff, 0x41, 0x80, 0xbf, 0x42)))
        .isEqualTo(REPLACEMENT.repeat(5) + "A" + REPLACEMENT.repeat(2) + "B");
    assertThat(throughJson(bytes(0xe1, 0x80, 0xe2, 0xf0, 0x91, 0x92, 0xf1, 0xbf, 0x41)))
        .isEqualTo(REPLACEMENT.repeat(4) + "A");
  }

  @Test
  @DisplayName("any bytes give valid JSON that says what the JDK's decoder reads")
  void anyBytes() throws Exception {
    SplittableRandom random = new SplittableRandom(20);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(1, 9)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) EDGES[random.nextInt(EDGES.length)];
      }

      assertThat(withoutRuns(throughJson(bytes)))
          .isEqualTo(withoutRuns(new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  /** The JDK's decoder replaces a whole surrogate at once, so only runs can be compared. */
  private static String withoutRuns(String text) {
    return text.replaceAll(REPLACEMENT + "+", REPLACEMENT);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static String throughJson(byte[] bytes) throws Exception {
    Bytes out = new Bytes();
    JsonString.append(out, new Bytes().append(bytes));
    return JSON.readValue(out.toArray(), String.class);
  }
}
