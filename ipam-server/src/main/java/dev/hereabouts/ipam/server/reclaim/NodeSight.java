package dev.hereabouts.ipam.server.reclaim;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.reclaim.NodeState;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;

/**
 * A Node object, as far as it matters here.
 *
 * @param outOfService whether an operator has said that the machine is off
 */
record NodeSight(String name, boolean outOfService) {
  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  NodeState state() {
    return outOfService ? NodeState.OUT_OF_SERVICE : NodeState.PRESENT;
  }

  /** Reads the whole object that starts at the parser's current token. */
  static NodeSight read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String objectName = "";
    boolean outOfService = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "metadata" -> objectName = readName(json);
        case "spec" -> outOfService = readSpec(json);
        default -> json.skipChildren();
      }
    }
    return new NodeSight(objectName, outOfService);
  }

  private static String readName(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String objectName = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isName = "name".equals(json.currentName());
      json.nextToken();
      if (isName) {
        objectName = Json.text(json);
      } else {
        json.skipChildren();
      }
    }
    return objectName;
  }

  private static boolean readSpec(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    boolean outOfService = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isTaints = "taints".equals(json.currentName());
      json.nextToken();
      if (isTaints && json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          outOfService |= readIsOutOfService(json);
        }
      } else {
        json.skipChildren();
      }
    }
    return outOfService;
  }

  private static boolean readIsOutOfService(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    boolean outOfService = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isKey = "key".equals(json.currentName());
      json.nextToken();
      if (isKey) {
        outOfService = Json.text(json).equals(OUT_OF_SERVICE);
      } else {
        json.skipChildren();
      }
    }
    return outOfService;
  }
}
