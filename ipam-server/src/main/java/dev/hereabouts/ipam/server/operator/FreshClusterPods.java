package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.reclaim.KnownPod;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.reclaim.PodForm;
import dev.hereabouts.ipam.server.upkeep.KnownPods;
import dev.hereabouts.ipam.server.upkeep.cleanup.FreshPods;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Asks the API server for pods one by one, all at the same time: consistent reads. */
record FreshClusterPods(ClusterCalls cluster) implements FreshPods {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  @Override
  public Map<Pod, PodState> states(Collection<Pod> pods) throws IOException {
    Map<Pod, PodState> states = new HashMap<>();
    Map<Pod, ApiOutcome> answers =
        cluster.call(done -> ask(pods.stream().filter(KnownPods::hasName).toList(), done));
    for (Map.Entry<Pod, ApiOutcome> answer : answers.entrySet()) {
      states.put(answer.getKey(), state(answer.getKey(), answer.getValue()));
    }
    return states;
  }

  private void ask(Collection<Pod> pods, Consumer<Map<Pod, ApiOutcome>> done) {
    Map<Pod, ApiOutcome> answers = new HashMap<>();
    if (pods.isEmpty()) {
      done.accept(answers);
    }
    for (Pod pod : pods) {
      cluster
          .api()
          .get(
              path(pod),
              outcome -> {
                answers.put(pod, outcome);
                if (answers.size() == pods.size()) {
                  done.accept(answers);
                }
              });
    }
  }

  private static String path(Pod pod) {
    return "/api/v1/namespaces/" + encoded(pod.namespace()) + "/pods/" + encoded(pod.name());
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static PodState state(Pod pod, ApiOutcome outcome) throws IOException {
    return switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> throw new IOException(reason);
      case ApiOutcome.Answered(int status, byte[] body) when status == OK -> {
        KnownPod read = Json.decode(body, PodForm::read);
        yield PodState.of(pod, read);
      }
      case ApiOutcome.Answered answer
          when answer.status() == NOT_FOUND && !ApiStatus.of(answer).object().isEmpty() ->
          PodState.GONE;
      case ApiOutcome.Answered answer ->
          throw new IOException("GET " + path(pod) + ": " + ApiStatus.of(answer).text());
    };
  }
}
