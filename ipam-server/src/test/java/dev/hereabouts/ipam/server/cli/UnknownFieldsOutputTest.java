package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class UnknownFieldsOutputTest {
  private static final String NEWER =
      "{\"address\":\"10.0.0.1\",\"quarantine\":{\"until\":1.50,\"by\":[null,true,\"x\"]},"
          + "\"serial\":340282366920938463463374607431768211456}";

  @Test
  @DisplayName("the fields of a newer service are printed as they came")
  void kept() throws IOException {
    StringWriter json = new StringWriter();
    StringWriter yaml = new StringWriter();
    byte[] answer = NEWER.getBytes(StandardCharsets.UTF_8);

    print(answer, Document.json("entries", new PrintWriter(json)));
    print(answer, Document.yaml("entries", new PrintWriter(yaml)));

    assertThat(json).hasToString("{\"entries\":[\n" + NEWER + "\n]}\n");
    assertThat(yaml)
        .hasToString(
            """
            entries:
            - address: 10.0.0.1
              quarantine:
                until: 1.50
                by:
                - null
                - true
                - x
              serial: 340282366920938463463374607431768211456
            """);
  }

  private static void print(byte[] answer, Document document) throws IOException {
    JsonLines.forEach(answer, JsonTree::object, document::add);
    document.end();
  }
}
