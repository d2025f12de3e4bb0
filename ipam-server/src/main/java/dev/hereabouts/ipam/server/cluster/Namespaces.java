package dev.hereabouts.ipam.server.cluster;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The namespace that lease and leader's record are in. */
public final class Namespaces {
  private static final int NOT_FOUND = 404;
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;

  private Namespaces() {}

  /**
   * Makes the namespace if it is not there. One that may not be read is taken to be there: in a
   * cluster the installation makes it, and gives no right to look.
   *
   * @param done told why it is not there, or null
   */
  public static void make(ApiServer api, String name, Consumer<@Nullable String> done) {
    api.get(
        "/api/v1/namespaces/" + name,
        outcome -> {
          switch (outcome) {
            case ApiOutcome.NoAnswer(String reason) ->
                done.accept("the API server does not answer: " + reason);
            case ApiOutcome.Answered(int status, byte[] _) when status == NOT_FOUND ->
                create(api, name, done);
            case ApiOutcome.Answered _ -> done.accept(null);
          }
        });
  }

  private static void create(ApiServer api, String name, Consumer<@Nullable String> done) {
    byte[] body =
        Json.inMemory(json -> {
          json.writeStartObject();
          json.writeStringField("apiVersion", "v1");
          json.writeStringField("kind", "Namespace");
          json.writeObjectFieldStart("metadata");
          json.writeStringField("name", name);
          json.writeEndObject();
          json.writeEndObject();
        });
    api.request(
        Verb.POST,
        "/api/v1/namespaces",
        body,
        outcome ->
            done.accept(
                switch (outcome) {
                  case ApiOutcome.NoAnswer(String reason) -> reason;
                  case ApiOutcome.Answered(int status, byte[] _)
                      when status == CREATED || status == CONFLICT ->
                      null;
                  case ApiOutcome.Answered answered ->
                      "the namespace " + name + " cannot be made: " + ApiStatus.of(answered).text();
                }));
  }
}
