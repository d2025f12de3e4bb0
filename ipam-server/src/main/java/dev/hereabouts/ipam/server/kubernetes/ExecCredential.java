package dev.hereabouts.ipam.server.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a command for credentials answers: an {@code ExecCredential} of {@code
 * client.authentication.k8s.io}, v1 or v1beta1.
 */
record ExecCredential(
    @Nullable String token, @Nullable ClientCertificate certificate, @Nullable Instant expires) {

  /**
   * Reads the answer. Messages hold nothing of it but its versions: it is secret.
   *
   * @throws IllegalArgumentException when it is none; the message goes on from "answered"
   */
  static ExecCredential read(byte[] answer, String apiVersion) {
    Fields read;
    try {
      read = Json.decode(answer, Fields::read);
    } catch (IOException _) {
      throw new IllegalArgumentException("no ExecCredential: it is no JSON, or not of that form");
    }
    if (!"ExecCredential".equals(read.kind)) {
      throw new IllegalArgumentException("no ExecCredential: its kind is " + read.kind);
    }
    if (!apiVersion.equals(read.apiVersion)) {
      throw new IllegalArgumentException(
          "in apiVersion " + read.apiVersion + " and was asked for " + apiVersion);
    }
    if (read.status == null) {
      throw new IllegalArgumentException("an ExecCredential without status: it knows none");
    }
    return read.status.credential();
  }

  private static final class Fields {
    private @Nullable String kind;
    private @Nullable String apiVersion;
    private @Nullable Status status;

    static Fields read(JsonParser json) throws IOException {
      Fields fields = new Fields();
      Json.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "kind" -> fields.kind = optional(json);
          case "apiVersion" -> fields.apiVersion = optional(json);
          case "status" -> fields.status = Status.read(json);
          default -> json.skipChildren();
        }
      }
      return fields;
    }
  }

  private static final class Status {
    private @Nullable String token;
    private @Nullable String expires;
    private @Nullable String certificate;
    private @Nullable String key;

    static @Nullable Status read(JsonParser json) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_NULL) {
        return null;
      }
      Status status = new Status();
      Json.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "token" -> status.token = optional(json);
          case "expirationTimestamp" -> status.expires = optional(json);
          case "clientCertificateData" -> status.certificate = optional(json);
          case "clientKeyData" -> status.key = optional(json);
          default -> json.skipChildren();
        }
      }
      return status;
    }

    ExecCredential credential() {
      if ((certificate == null) != (key == null)) {
        throw new IllegalArgumentException(
            "one of clientCertificateData and clientKeyData without the other");
      }
      if (token == null && certificate == null) {
        throw new IllegalArgumentException("neither a token nor clientCertificateData");
      }
      return new ExecCredential(
          token,
          certificate == null || key == null
              ? null
              : new ClientCertificate(pem(certificate), pem(key)),
          expires == null ? null : instant(expires));
    }

    private static Pem pem(String text) {
      return new Pem(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Instant instant(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException _) {
        throw new IllegalArgumentException("an expirationTimestamp that is no time: " + text);
      }
    }
  }

  /** A text, or null for null and "". */
  private static @Nullable String optional(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    String text = Json.text(json);
    return text.isEmpty() ? null : text;
  }
}
