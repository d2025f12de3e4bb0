package dev.hereabouts.ipam.server.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;

/** Which object, and which state of it; a field is "" where the object has none. */
public record ObjectMeta(String name, String uid, String resourceVersion) {

  /** Reads the whole object that starts at the parser's current token. */
  public static ObjectMeta read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    ObjectMeta read = new ObjectMeta("", "", "");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isMetadata = "metadata".equals(json.currentName());
      json.nextToken();
      if (isMetadata) {
        read = readMetadata(json);
      } else {
        json.skipChildren();
      }
    }
    return read;
  }

  private static ObjectMeta readMetadata(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String objectName = "";
    String uid = "";
    String resourceVersion = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "name" -> objectName = Json.text(json);
        case "uid" -> uid = Json.text(json);
        case "resourceVersion" -> resourceVersion = Json.text(json);
        default -> json.skipChildren();
      }
    }
    return new ObjectMeta(objectName, uid, resourceVersion);
  }
}
