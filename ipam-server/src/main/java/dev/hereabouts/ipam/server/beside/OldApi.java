package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.ListOutcome;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.whereabouts.OldObjectForm;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One kind of whereabouts' objects in its namespace.
 *
 * @param leads whether this may write
 */
record OldApi(ApiServer api, String namespace, String plural, String kind, BooleanSupplier leads) {
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  private static final int PAGE = 200;

  /** An answer of the API server. */
  record Answer(String what, ApiOutcome.Answered answered) {
    boolean isMissing() {
      return answered.status() == NOT_FOUND;
    }

    /** Somebody else wrote, made or removed the object since it was read. */
    boolean isConflict() {
      return answered.status() == CONFLICT;
    }

    /** Itself, when the request did what it was for. */
    Answer successful() throws IOException {
      if (answered.status() / 100 != 2) {
        throw new IOException("whereabouts' " + what + ": " + ApiStatus.of(answered).text());
      }
      return this;
    }

    ObjectMeta meta() throws IOException {
      return Json.decode(answered.body(), ObjectMeta::read);
    }

    Map<String, @Nullable Object> object() throws IOException {
      return Json.decode(answered.body(), JsonTree::object);
    }
  }

  /** Takes all of them. */
  Future<OldObjects> list(OldObjects objects) {
    Promise<OldObjects> done = Promise.promise();
    Listing.read(
        api,
        new Listing.Collection<>(
            path(""), View.WHOLE, PAGE, json -> objects.take(kind, JsonTree.object(json))),
        outcome -> {
          switch (outcome) {
            case ListOutcome.Listed<Boolean> _ -> done.complete(objects);
            case ListOutcome.Failed<Boolean>(String reason) ->
                done.fail(new IOException("whereabouts' objects cannot be read: " + reason));
          }
        });
    return done.future();
  }

  Future<Answer> get(String name) {
    return send(Verb.GET, name, path(name), ApiServer.NO_BODY);
  }

  Future<Answer> create(String name, Map<String, @Nullable Object> object) {
    return write(Verb.POST, name, path(""), object);
  }

  Future<Answer> patch(String name, Map<String, @Nullable Object> changes) {
    return write(Verb.PATCH, name, path(name), changes);
  }

  /** Deletes that object, if nobody has changed it. */
  Future<Answer> delete(ObjectMeta object) {
    return write(
        Verb.DELETE,
        object.name(),
        path(object.name()),
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "DeleteOptions",
            "preconditions",
            Map.of("uid", object.uid(), "resourceVersion", object.resourceVersion())));
  }

  /** Who does not lead any more must not undo what the next leader wrote. */
  private Future<Answer> write(
      Verb verb, String name, String path, Map<String, ? extends @Nullable Object> body) {
    return leads.getAsBoolean()
        ? send(verb, name, path, Json.inMemory(json -> JsonTree.write(body, json)))
        : Future.failedFuture(new IOException("this allocator does not lead any more"));
  }

  private Future<Answer> send(Verb verb, String name, String path, byte[] body) {
    Promise<Answer> promise = Promise.promise();
    api.request(
        verb,
        path,
        body,
        outcome -> {
          switch (outcome) {
            case ApiOutcome.Answered answer ->
                promise.complete(new Answer(kind + " " + name, answer));
            case ApiOutcome.NoAnswer(String reason) -> promise.fail(new IOException(reason));
          }
        });
    return promise.future();
  }

  private String path(String name) {
    return "/apis/"
        + OldObjectForm.API_VERSION
        + "/namespaces/"
        + namespace
        + "/"
        + plural
        + (name.isEmpty() ? "" : "/" + name);
  }
}
