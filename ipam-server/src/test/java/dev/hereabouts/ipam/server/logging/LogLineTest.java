package dev.hereabouts.ipam.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

@DisplayName("A line of the log")
final class LogLineTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  @DisplayName("as text has the message, then the fields, those with blanks in quotes")
  void text() {
    assertThat(
            line("ADD done", new KeyValuePair("pod", "ns/web"), new KeyValuePair("why", "a \"b\""))
                .text(TIME))
        .matches("2026-01-02T.*:05\\.678.* \\[loop] INFO cni - ADD done pod=ns/web why=\"a .*")
        .endsWith("why=\"a \\\"b\\\"\"");
  }

  @Test
  @DisplayName("begins no other line, whatever is logged")
  void oneLine() {
    LogLine foreign = line("a\nERROR audit - b", new KeyValuePair("pod", "x\r\n\u2028y"));
    assertThat(foreign.text(TIME)).doesNotContain("\n", "\r");
    assertThat(foreign.json(TIME)).doesNotContain("\n", "\r");
  }

  @Test
  @DisplayName("as JSON can be read back, every character as it was logged")
  void json() throws IOException {
    String strange = "\" \\ \b \u0000 \u001f \u007f ü 𝄞 \n\t{}";
    Map<String, String> read = read(line(strange, new KeyValuePair("k\"", strange)).json(TIME));
    assertThat(read.keySet()).containsExactly("time", "level", "logger", "message", "k\"");
    assertThat(read).containsEntry("message", strange).containsEntry("k\"", strange);
    assertThat(read).containsEntry("level", "INFO").containsEntry("logger", "cni");
  }

  @Test
  @DisplayName("as JSON is UTF-8 also when half a character is logged")
  void halfACharacter() throws IOException {
    String json = line("\ud834 and \udd1e").json(TIME);
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(json)).isTrue();
    assertThat(read(json)).containsEntry("message", "\ud834 and \udd1e");
  }

  @Test
  @DisplayName("tells of a failure: as text below, as JSON in a field")
  void failure() throws IOException {
    LogLine line =
        new LogLine("loop", Level.ERROR, "a", "m", List.of(), new IllegalStateException("broken"));
    assertThat(line.text(TIME).lines())
        .hasSizeGreaterThan(2)
        .element(1)
        .asString()
        .contains("IllegalStateException: broken");
    assertThat(line.json(TIME).lines()).hasSize(1);
    assertThat(read(line.json(TIME)).get("exception")).contains("IllegalStateException: broken");
  }

  private static LogLine line(String message, KeyValuePair... fields) {
    return new LogLine("loop", Level.INFO, "cni", message, List.of(fields), null);
  }

  private static Map<String, String> read(String json) throws IOException {
    Map<String, String> read = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
        read.put(name, parser.getText());
      }
      assertThat(parser.nextToken()).isNull();
    }
    return read;
  }
}
