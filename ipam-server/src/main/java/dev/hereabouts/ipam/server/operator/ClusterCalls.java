package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.inventory.ClusterState;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.HttpApiServer;
import dev.hereabouts.ipam.server.kubernetes.ListOutcome;
import dev.hereabouts.ipam.server.kubernetes.Listing;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.loop.EventLoop;
import dev.hereabouts.ipam.server.store.kubernetes.ClusterReader;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import dev.hereabouts.ipam.server.store.kubernetes.SeenObjects;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The API server for a command that waits for each answer. */
public final class ClusterCalls implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long LIMIT_SECONDS = 300;
  private static final int PAGE = 200;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final Vertx vertx = EventLoop.start();
  private final Context context = vertx.getOrCreateContext();
  private final HttpApiServer api;

  public ClusterCalls(ApiAccess access) {
    api = new HttpApiServer(vertx, access, DEADLINE);
  }

  /** The API server, to be called on {@link #run(Runnable)}. */
  ApiServer api() {
    return api;
  }

  /** Runs tasks where {@link #run(Runnable)} does. */
  Timer timer() {
    return (millis, task) -> vertx.setTimer(Math.max(1, millis), _ -> task.run());
  }

  /** A store to be called on {@link #run(Runnable)}. */
  KubernetesStore store() {
    return new KubernetesStore(api, timer());
  }

  /** All pools and all that is held; {@link ClusterState#unreadable} says what is left out. */
  ClusterState state() throws IOException {
    ClusterReader.Outcome outcome = call(done -> ClusterReader.read(api, done));
    return switch (outcome) {
      case ClusterReader.Outcome.Read(ClusterState state) -> state;
      case ClusterReader.Outcome.Failed(String reason) -> throw new IOException(reason);
    };
  }

  /** Whether there are more blocks than that. */
  boolean hasMoreBlocksThan(int few) throws IOException {
    Listing.Collection<ObjectMeta> blocks =
        new Listing.Collection<>(
            SeenObjects.blocks().path(), View.METADATA, few + 1, ObjectMeta::read);
    return items(
                this.<ListOutcome<ObjectMeta>>call(
                    done -> Listing.readFirstPage(api, blocks, done)))
            .size()
        > few;
  }

  /** Runs the task on the event loop. */
  void run(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  /** Runs what answers later, and waits for the answer. */
  <T> T call(Consumer<Consumer<T>> task) {
    Promise<T> answer = Promise.promise();
    run(() -> task.accept(answer::complete));
    return answer.future().timeout(LIMIT_SECONDS, TimeUnit.SECONDS).await();
  }

  /** Whether the API server serves a group and version, such as {@code apps/v1}. */
  boolean serves(String groupVersion) throws IOException {
    ApiOutcome.Answered answer = request(Verb.GET, "/apis/" + groupVersion, ApiServer.NO_BODY);
    if (answer.status() != OK && answer.status() != NOT_FOUND) {
      throw failed("/apis/" + groupVersion, answer);
    }
    return answer.status() == OK;
  }

  /** What is made of the objects of a collection. */
  <T> List<T> list(String path, Json.Reading<T> reading) throws IOException {
    return list(new Listing.Collection<>(path, View.WHOLE, PAGE, reading));
  }

  /** The same of a collection that says more about itself. */
  <T> List<T> list(Listing.Collection<T> collection) throws IOException {
    return items(this.<ListOutcome<T>>call(done -> Listing.read(api, collection, done)));
  }

  private static <T> List<T> items(ListOutcome<T> outcome) throws IOException {
    return switch (outcome) {
      case ListOutcome.Listed<T> listed -> listed.items();
      case ListOutcome.Failed<T>(String reason) -> throw new IOException(reason);
    };
  }

  /** Sends a request, and waits for its answer, whatever it says. */
  ApiOutcome.Answered request(Verb verb, String path, byte[] body) throws IOException {
    ApiOutcome outcome = call(done -> api.request(verb, path, body, done));
    return switch (outcome) {
      case ApiOutcome.Answered answer -> answer;
      case ApiOutcome.NoAnswer(String reason) -> throw new IOException(reason);
    };
  }

  private static IOException failed(String path, ApiOutcome.Answered answer) {
    return new IOException(path + ": " + ApiStatus.of(answer).text());
  }

  @Override
  public void close() {
    api.close();
    vertx.close().await();
  }
}
