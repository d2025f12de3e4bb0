package dev.hereabouts.ipam.server.cli;

import com.fasterxml.jackson.core.JsonParser;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** JSON values that stand one behind the other, one a line or not. */
final class JsonLines {
  private JsonLines() {}

  static <T> List<T> read(byte[] bytes, Json.Reading<T> reading) throws IOException {
    List<T> values = new ArrayList<>();
    forEach(bytes, reading, values::add);
    return values;
  }

  /** As {@link #read}, without keeping all of them. */
  static <T> void forEach(byte[] bytes, Json.Reading<T> reading, Consumer<T> action)
      throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(bytes)) {
      while (json.nextToken() != null) {
        action.accept(reading.read(json));
      }
    }
  }
}
