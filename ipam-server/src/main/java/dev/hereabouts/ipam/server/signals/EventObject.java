package dev.hereabouts.ipam.server.signals;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A Kubernetes Event (core/v1).
 *
 * @param about the object that it is about
 * @param distinction tells events of one object and reason apart
 */
record EventObject(
    Subject about, boolean warning, String reason, String distinction, String message) {
  /** The namespace of events about objects that have none. */
  private static final String NAMESPACE_OF_ALL = "default";

  private static final int LONGEST_MESSAGE = 1_024;
  private static final int LONGEST_NAME = 230;
  private static final int HASH_BYTES = 8;
  private static final String COMPONENT = "hereabouts-allocator";

  /**
   * An object that events are about.
   *
   * @param namespace "" when it has none
   * @param uid "" when it is not known
   */
  record Subject(String apiVersion, String kind, String namespace, String name, String uid) {}

  String namespace() {
    return about.namespace().isEmpty() ? NAMESPACE_OF_ALL : about.namespace();
  }

  String collection() {
    return "/api/v1/namespaces/" + namespace() + "/events";
  }

  /** The same for the same object, reason and distinction, so that leaders do not repeat it. */
  String name() {
    String identity = String.join("\n", about.kind(), about.uid(), reason, distinction);
    String object = about.name().substring(0, Math.min(LONGEST_NAME, about.name().length()));
    return object + "." + hash(identity);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The bytes of the object when it is made. */
  byte[] creation(Instant now) {
    return Json.inMemory(json -> {
      json.writeStartObject();
      json.writeStringField("apiVersion", "v1");
      json.writeStringField("kind", "Event");
      json.writeObjectFieldStart("metadata");
      json.writeStringField("name", name());
      json.writeStringField("namespace", namespace());
      json.writeEndObject();
      writeSubject(json);
      json.writeStringField("type", warning ? "Warning" : "Normal");
      json.writeStringField("reason", reason);
      json.writeObjectFieldStart("source");
      json.writeStringField("component", COMPONENT);
      json.writeEndObject();
      json.writeStringField("reportingComponent", COMPONENT);
      json.writeStringField("firstTimestamp", time(now));
      writeOccurrence(now, 1, json);
      json.writeEndObject();
    });
  }

  /**
   * The bytes of a merge patch that says that it came again.
   *
   * @param count how often by now; 0 leaves it
   */
  byte[] repetition(Instant now, long count) {
    return Json.inMemory(json -> {
      json.writeStartObject();
      writeOccurrence(now, count, json);
      json.writeEndObject();
    });
  }

  private void writeOccurrence(Instant now, long count, JsonGenerator json) throws IOException {
    json.writeStringField(
        "message", message.substring(0, Math.min(LONGEST_MESSAGE, message.length())));
    json.writeStringField("lastTimestamp", time(now));
    if (count > 0) {
      json.writeNumberField("count", count);
    }
  }

  private void writeSubject(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("involvedObject");
    json.writeStringField("apiVersion", about.apiVersion());
    json.writeStringField("kind", about.kind());
    Json.writeText(json, "namespace", about.namespace());
    json.writeStringField("name", about.name());
    Json.writeText(json, "uid", about.uid());
    json.writeEndObject();
  }

  private static String time(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
