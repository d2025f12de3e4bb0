package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.UnknownFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an object's {@code metadata} says that a write of it needs.
 *
 * @param deleting whether it goes when its last finalizer does
 * @param others its finalizers that are not ours
 * @param annotations those that are not ours, as the text of a JSON object; "" without any
 * @param kept labels and owner references as the text of a JSON object: whoever put them there
 *     finds them again; "" without any
 */
record ObjectHead(
    String name,
    String uid,
    String resourceVersion,
    boolean deleting,
    boolean finalizer,
    List<String> others,
    String annotations,
    String kept) {
  static final String FINALIZER = "ipam.hereabouts.dev/entries";

  /** Made by a write that must move the version though it alters nothing else. */
  private static final String TOUCHED = "ipam.hereabouts.dev/touched";

  private static final Set<String> KEPT = Set.of("labels", "ownerReferences");

  ObjectHead {
    others = List.copyOf(others);
  }

  /** The head of an object that does not exist yet. */
  static ObjectHead ofNew(String name) {
    return new ObjectHead(name, "", "", false, false, List.of(), "", "");
  }

  /** Reads the metadata that starts at the parser's current token. */
  static ObjectHead read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    UnknownFields kept = new UnknownFields();
    UnknownFields annotations = new UnknownFields();
    String objectName = "";
    String uid = "";
    String resourceVersion = "";
    boolean deleting = false;
    boolean finalizer = false;
    List<String> others = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "name" -> objectName = Json.text(json).intern();
        case "uid" -> uid = Json.text(json);
        case "resourceVersion" -> resourceVersion = Json.text(json);
        case "deletionTimestamp" -> deleting = json.currentToken() != JsonToken.VALUE_NULL;
        case "finalizers" -> {
          for (String each : Texts.readList(json)) {
            if (each.equals(FINALIZER)) {
              finalizer = true;
            } else {
              others.add(each);
            }
          }
        }
        case "annotations" -> readAnnotations(json, annotations);
        default -> {
          if (KEPT.contains(name)) {
            kept.take(name, json);
          } else {
            json.skipChildren();
          }
        }
      }
    }
    return new ObjectHead(
        objectName,
        uid,
        resourceVersion,
        deleting,
        finalizer,
        others,
        annotations.text(),
        kept.text());
  }

  private static void readAnnotations(JsonParser json, UnknownFields annotations)
      throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (!name.equals(TOUCHED)) {
        annotations.take(name, json);
      }
    }
  }

  /**
   * Writes the metadata of an object that is to have, or not to have, our finalizer. With an empty
   * entry of {@code managedFields} an update has the API server keep no record of who set which
   * field: only allocators write blocks, and that record costs a sixth of a write.
   *
   * @param touch whether to change something by all means
   */
  void write(boolean withFinalizer, boolean touch, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    if (!resourceVersion.isEmpty()) {
      json.writeStringField("resourceVersion", resourceVersion);
    }
    if (withFinalizer || !others.isEmpty()) {
      json.writeArrayFieldStart("finalizers");
      if (withFinalizer) {
        json.writeString(FINALIZER);
      }
      for (String other : others) {
        json.writeString(other);
      }
      json.writeEndArray();
    }
    if (touch || !annotations.isEmpty()) {
      json.writeObjectFieldStart("annotations");
      UnknownFields.write(annotations, json);
      if (touch) {
        json.writeStringField(TOUCHED, resourceVersion);
      }
      json.writeEndObject();
    }
    UnknownFields.write(kept, json);
    json.writeArrayFieldStart("managedFields");
    json.writeStartObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }
}
