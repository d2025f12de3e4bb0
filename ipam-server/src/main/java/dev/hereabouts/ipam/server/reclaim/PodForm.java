package dev.hereabouts.ipam.server.reclaim;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads pods: all of one that judging needs, or only what it is known by. */
public final class PodForm {
  private static final String CONFIG_HASH = "kubernetes.io/config.hash";
  private static final Set<String> COMPLETED = Set.of("Succeeded", "Failed");

  private PodForm() {}

  /** The pod that starts at the parser's current token; of metadata alone, one not completed. */
  public static KnownPod read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    KnownPod names = new KnownPod("", "", "", "", false);
    boolean completed = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "metadata" -> names = readMetadata(json);
        case "status" -> completed = readCompleted(json);
        default -> json.skipChildren();
      }
    }
    return new KnownPod(
        names.namespace(), names.name(), names.uid(), names.configHash(), completed);
  }

  /** What the entries of a pod may know it by, see {@code Pod.identity()}. */
  static List<String> identities(KnownPod pod) {
    return Stream.of(pod.uid(), pod.configHash(), pod.namespace() + "/" + pod.name())
        .filter(identity -> !identity.isEmpty())
        .toList();
  }

  private static KnownPod readMetadata(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String namespace = "";
    String objectName = "";
    String uid = "";
    String hash = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "namespace" -> namespace = Json.text(json).intern(); // few of them, of many pods
        case "name" -> objectName = Json.text(json);
        case "uid" -> uid = Json.text(json);
        case "annotations" -> hash = textField(CONFIG_HASH, json);
        default -> json.skipChildren();
      }
    }
    return new KnownPod(namespace, objectName, uid, hash, false);
  }

  private static boolean readCompleted(JsonParser json) throws IOException {
    return COMPLETED.contains(textField("phase", json));
  }

  /** The text of this field of the object at the current token, "" if it has none. */
  private static String textField(String wanted, JsonParser json) throws IOException {
    String text = "";
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return text;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isWanted = wanted.equals(json.currentName());
      json.nextToken();
      if (isWanted) {
        text = Json.text(json);
      } else {
        json.skipChildren();
      }
    }
    return text;
  }
}
