package dev.hereabouts.ipam.server.leader;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.wire.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reviewed TokenReview ({@code authentication.k8s.io/v1}) tells; each is empty when missing.
 *
 * @param nodes the names of the node that the token is bound to: one, or none
 */
record TokenReviewForm(
    boolean authenticated, String error, List<String> audiences, String user, List<String> nodes) {
  private static final String NODE_NAME = "authentication.kubernetes.io/node-name";

  /** The TokenReview to send. */
  static byte[] request(String token) throws IOException {
    return Json.encode(json -> {
      json.writeStartObject();
      json.writeStringField("apiVersion", "authentication.k8s.io/v1");
      json.writeStringField("kind", "TokenReview");
      json.writeObjectFieldStart("spec");
      json.writeStringField("token", token);
      json.writeArrayFieldStart("audiences");
      json.writeString(Protocol.AUDIENCE);
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  static TokenReviewForm read(byte[] review) throws IOException {
    return Json.decode(review, json -> new Reading().read(json));
  }

  /** The fields as they are found. */
  private static final class Reading {
    private boolean authenticated;
    private String error = "";
    private List<String> audiences = List.of();
    private String user = "";
    private List<String> nodes = List.of();

    TokenReviewForm read(JsonParser json) throws IOException {
      Json.expect(json, JsonToken.START_OBJECT);
      while (nextField(json)) {
        if (at(json, "status")) {
          status(json);
        } else {
          json.skipChildren();
        }
      }
      return new TokenReviewForm(authenticated, error, audiences, user, nodes);
    }

    private void status(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (nextField(json)) {
        switch (json.currentName()) {
          case "authenticated" -> authenticated = json.currentToken() == JsonToken.VALUE_TRUE;
          case "error" -> error = Json.text(json);
          case "audiences" -> audiences = texts(json);
          case "user" -> user(json);
          default -> json.skipChildren();
        }
      }
    }

    private void user(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (nextField(json)) {
        if (at(json, "username")) {
          user = Json.text(json);
        } else if (at(json, "extra")) {
          extra(json);
        } else {
          json.skipChildren();
        }
      }
    }

    private void extra(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (nextField(json)) {
        if (at(json, NODE_NAME)) {
          nodes = texts(json);
        } else {
          json.skipChildren();
        }
      }
    }

    private static boolean nextField(JsonParser json) throws IOException {
      return json.nextToken() == JsonToken.FIELD_NAME && json.nextToken() != null;
    }

    private static boolean at(JsonParser json, String name) throws IOException {
      return name.equals(json.currentName());
    }

    private static List<String> texts(JsonParser json) throws IOException {
      List<String> texts = new ArrayList<>();
      if (json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          texts.add(Json.text(json));
        }
      }
      return texts;
    }
  }
}
