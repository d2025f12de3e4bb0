package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An object among others that are read however this one is.
 *
 * @param understood null if it is not
 * @param problem why it is not, with its kind and name; "" if it is
 */
record Sighted<T>(@Nullable T understood, String problem) {

  /**
   * Reads as this reading does; where that fails, the rest of the object is passed over. An object
   * that ends too early fails as before, for what follows it cannot be told from it.
   */
  static <T> Json.Reading<Sighted<T>> tolerant(Json.Reading<T> reading) {
    return json -> {
      JsonStreamContext around = json.getParsingContext().getParent();
      try {
        return new Sighted<>(reading.read(json), "");
      } catch (JsonProcessingException e) {
        passOver(json, around, e);
        return new Sighted<>(null, e.getOriginalMessage());
      }
    };
  }

  private static void passOver(
      JsonParser json, JsonStreamContext around, JsonProcessingException failure)
      throws IOException {
    while (!json.getParsingContext().equals(around)) {
      if (json.nextToken() == null) {
        throw failure;
      }
    }
  }
}
