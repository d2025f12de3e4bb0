package dev.hereabouts.ipam.server.kubernetes;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;

/** One event of a watch, as the line that it came in. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WatchLine(byte[] line) {

  /** What kind of event: {@code ADDED} and so on. */
  String type() throws IOException {
    return field("type", Json::text);
  }

  /** The object, whole, at its start. */
  <T> T object(Json.Reading<T> reading) throws IOException {
    return field("object", reading);
  }

  /** The resourceVersion of the object. */
  String resourceVersion() throws IOException {
    return object(ObjectMeta::read).resourceVersion();
  }

  private <T> T field(String wanted, Json.Reading<T> reading) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(line)) {
      json.nextToken();
      Json.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals(wanted)) {
          return reading.read(json);
        }
        json.skipChildren();
      }
      throw new JsonParseException(json, "no field \"" + wanted + "\"");
    }
  }
}
