package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.core.reclaim.NodeState;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consistent reads of single pods and nodes, a few at once. Only an answer that says of this very
 * object that it is not there counts as its absence; any other failure tells nothing.
 */
final class FreshLooks {
  private static final Logger LOG = LoggerFactory.getLogger(FreshLooks.class);
  private static final int AT_ONCE = 8;

  /** After a failure, so that an API server that is down is not asked all the time. */
  private static final long PAUSE_MILLIS = 1_000;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERRORS = 500;

  private final ApiServer api;
  private final Timer timer;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;
  private boolean pausing;
  private boolean closed;

  FreshLooks(ApiServer api, Timer timer) {
    this.api = api;
    this.timer = timer;
  }

  /** Looks at an owner; it is {@link PodState#UNKNOWN} when that does not succeed. */
  void pod(Pod owner, Consumer<PodState> done) {
    String path =
        "/api/v1/namespaces/" + segment(owner.namespace()) + "/pods/" + segment(owner.name());
    if (owner.namespace().isEmpty() || owner.name().isEmpty()) {
      done.accept(PodState.UNKNOWN);
      return;
    }
    look(
        path,
        owner.name(),
        new Look<>(
            body -> {
              KnownPod pod = Json.decode(body, PodForm::read);
              return pod.uid().isEmpty() ? PodState.UNKNOWN : PodState.of(owner, pod);
            },
            PodState.of(owner, null),
            PodState.UNKNOWN,
            done));
  }

  /** Looks at a node; it is {@link NodeState#UNKNOWN} when that does not succeed. */
  void node(String node, Consumer<NodeState> done) {
    look(
        Nodes.PATH + "/" + segment(node),
        node,
        new Look<>(
            body -> {
              NodeSight sight = Json.decode(body, NodeSight::read);
              return sight.name().equals(node) ? sight.state() : NodeState.UNKNOWN;
            },
            NodeState.DELETED,
            NodeState.UNKNOWN,
            done));
  }

  void close() {
    closed = true;
    waiting.clear();
  }

  private interface Reading<T> {
    T of(byte[] body) throws IOException;
  }

  /** What an answer means. */
  private record Look<T>(Reading<T> there, T absent, T unknown, Consumer<T> done) {}

  private <T> void look(String path, String name, Look<T> look) {
    waiting.add(() ->
        api.get(
            path,
            outcome -> {
              running--;
              if (!closed) {
                look.done().accept(read(path, name, look, outcome));
                next();
              }
            }));
    next();
  }

  private void next() {
    while (running < AT_ONCE && !pausing && !waiting.isEmpty()) {
      running++;
      waiting.remove().run();
    }
  }

  private void pause() {
    if (!pausing) {
      pausing = true;
      timer.after(
          PAUSE_MILLIS,
          () -> {
            pausing = false;
            next();
          });
    }
  }

  private <T> T read(String path, String name, Look<T> look, ApiOutcome outcome) {
    switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> {
        failed(path, reason);
        pause();
      }
      case ApiOutcome.Answered answer when answer.status() == OK -> {
        try {
          return look.there().of(answer.body());
        } catch (IOException e) {
          failed(path, String.valueOf(e.getMessage()));
        }
      }
      case ApiOutcome.Answered answer -> {
        ApiStatus status = ApiStatus.of(answer);
        if (answer.status() == NOT_FOUND
            && status.reason().equals("NotFound")
            && status.object().equals(name)) {
          return look.absent();
        }
        failed(path, status.text());
        if (status.code() == TOO_MANY || status.code() >= SERVER_ERRORS) {
          pause();
        }
      }
    }
    return look.unknown();
  }

  /** Tells of the first failure before a pause. */
  private void failed(String path, String reason) {
    if (!pausing) {
      LOG.warn("nothing is released as long as it cannot be looked at {}: {}", path, reason);
    }
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
