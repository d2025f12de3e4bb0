package dev.hereabouts.ipam.server.upkeep;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.Set;

/** Reads pods, whole ones or their metadata alone, which does not say whether they have ended. */
public final class PodForm {
  private static final String HASH = "kubernetes.io/config.hash";
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private String namespace = "";
  private String podName = "";
  private String uid = "";
  private String hash = "";
  private boolean ended;

  private PodForm() {}

  /** Reads the pod that starts at the parser's current token. */
  public static KnownPod read(JsonParser json) throws IOException {
    PodForm form = new PodForm();
    Json.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "metadata" -> form.readMetadata(json);
        case "status" -> form.readStatus(json);
        default -> json.skipChildren();
      }
    }
    return new KnownPod(form.namespace, form.podName, form.uid, form.hash, form.ended);
  }

  private void readMetadata(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "namespace" -> namespace = Json.text(json).intern();
        case "name" -> podName = Json.text(json);
        case "uid" -> uid = Json.text(json);
        case "annotations" -> hash = readText(json, HASH);
        default -> json.skipChildren();
      }
    }
  }

  private void readStatus(JsonParser json) throws IOException {
    ended = ENDED.contains(readText(json, "phase"));
  }

  /** The text of this field of the object at the parser's current token, "" when it has none. */
  private static String readText(JsonParser json, String field) throws IOException {
    String text = "";
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return text;
    }
    Json.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isIt = field.equals(json.currentName());
      json.nextToken();
      if (isIt) {
        text = Json.text(json);
      } else {
        json.skipChildren();
      }
    }
    return text;
  }
}
