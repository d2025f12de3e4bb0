package dev.hereabouts.ipam.server.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token of the agents' ServiceAccount that is bound to one node, asked for through TokenRequest
 * and renewed when half of its time is over.
 *
 * <p>Source: Kubernetes, ServiceAccount tokens bound to Node objects (stable since 1.33).
 */
public final class NodeToken {
  private static final Logger LOG = LoggerFactory.getLogger(NodeToken.class);
  private static final int SECONDS = 3_600;
  private static final long RETRY_MILLIS = 1_000;

  private final ApiServer api;
  private final Timer timer;
  private final String path;
  private final String node;
  private final String audience;
  private String token = "";

  /**
   * @param serviceAccount in this namespace
   * @param audience whom the token is for
   */
  public NodeToken(
      ApiServer api,
      Timer timer,
      String namespace,
      String serviceAccount,
      String node,
      String audience) {
    this.api = api;
    this.timer = timer;
    this.path = "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + serviceAccount + "/token";
    this.node = node;
    this.audience = audience;
  }

  /** The token as it is now; "" before the first one came. */
  public String current() {
    return token;
  }

  /**
   * Asks for the first token, and renews it from then on.
   *
   * @param done told why there is none, or null when there is one
   */
  public void start(Consumer<@Nullable String> done) {
    renew(failure -> {
      timer.after(failure == null ? SECONDS * 500L : RETRY_MILLIS, this::renewAgain);
      done.accept(failure);
    });
  }

  private void renewAgain() {
    renew(failure -> {
      if (failure != null) {
        LOG.warn("the agent's token cannot be renewed: {}", failure);
      }
      timer.after(failure == null ? SECONDS * 500L : RETRY_MILLIS, this::renewAgain);
    });
  }

  private void renew(Consumer<@Nullable String> done) {
    api.get(
        "/api/v1/nodes/" + node,
        outcome -> {
          switch (outcome) {
            case ApiOutcome.NoAnswer(String reason) -> done.accept(reason);
            case ApiOutcome.Answered answered -> {
              if (answered.status() == 200) {
                request(answered.body(), done);
              } else {
                done.accept("node " + node + ": " + ApiStatus.of(answered).text());
              }
            }
          }
        });
  }

  private void request(byte[] nodeObject, Consumer<@Nullable String> done) {
    String uid;
    try {
      uid = Json.decode(nodeObject, ObjectMeta::read).uid();
    } catch (IOException e) {
      done.accept("node " + node + " is not understood: " + e.getMessage());
      return;
    }
    byte[] body = Json.inMemory(json -> write(uid, json));
    api.request(Verb.POST, path, body, outcome -> done.accept(take(outcome)));
  }

  private void write(String uid, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("apiVersion", "authentication.k8s.io/v1");
    json.writeStringField("kind", "TokenRequest");
    json.writeObjectFieldStart("spec");
    json.writeArrayFieldStart("audiences");
    json.writeString(audience);
    json.writeEndArray();
    json.writeNumberField("expirationSeconds", SECONDS);
    json.writeObjectFieldStart("boundObjectRef");
    json.writeStringField("apiVersion", "v1");
    json.writeStringField("kind", "Node");
    json.writeStringField("name", node);
    json.writeStringField("uid", uid);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private @Nullable String take(ApiOutcome outcome) {
    return switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> reason;
      case ApiOutcome.Answered answered -> {
        if (answered.status() / 100 != 2) {
          yield "a token was refused: " + ApiStatus.of(answered).text();
        }
        try {
          token = Json.decode(answered.body(), NodeToken::read);
          yield token.isEmpty() ? "the answer to the TokenRequest has no token" : null;
        } catch (IOException e) {
          yield "the answer to the TokenRequest is not understood: " + e.getMessage();
        }
      }
    };
  }

  /** Reads {@code status.token} of the TokenRequest that starts at the parser's current token. */
  private static String read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String token = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isStatus = "status".equals(json.currentName());
      json.nextToken();
      if (!isStatus) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isToken = "token".equals(json.currentName());
        json.nextToken();
        if (isToken) {
          token = Json.text(json);
        } else {
          json.skipChildren();
        }
      }
    }
    return token;
  }
}
