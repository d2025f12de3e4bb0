package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists of texts in JSON. */
final class Texts {
  private Texts() {}

  /** Reads the list at the parser's current token; null is an empty one. */
  static List<String> readList(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return texts;
    }
    Json.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(Json.text(json));
    }
    return texts;
  }
}
