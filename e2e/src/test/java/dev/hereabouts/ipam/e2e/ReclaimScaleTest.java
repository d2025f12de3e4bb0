package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A workload that is scaled up and down, as by a user in a hurry: of the pods that go, some by
 * force, so that nobody hears their DELs.
 *
 * <p>{@code -Dhereabouts.scale.rounds=N} says how often, once without it.
 */
final class ReclaimScaleTest {
  private static final int ROUNDS = Integer.getInteger("hereabouts.scale.rounds", 1);
  private static final int PODS = 500;
  private static final int CALLERS = 4;

  /** Of so many pods that go, the DEL of one is lost. */
  private static final int LOST = 5;

  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private interface Task {
    RunningPod run(int number) throws Exception;
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @DisplayName("500 pods up, down to 1, up to 500: the entries are those of the live pods")
  void entriesAreLivePods() throws Exception {
    Cluster cluster = RUNNING.cluster();
    cluster.api().waitUntilServed("/api/v1/namespaces/default");
    RUNNING.awaitLeader(cluster.allocator("leader", RUNNING.proxy(), Duration.ofSeconds(2)));
    RunningPod kept = RunningPod.start(cluster, RunningCluster.NODES.getFirst(), "kept");
    for (int round = 1; round <= ROUNDS; round++) {
      int of = round;
      List<RunningPod> pods =
          all(number ->
              RunningPod.start(
                  cluster,
                  RunningCluster.NODES.get(number % RunningCluster.NODES.size()),
                  "scale-" + of + "-" + number));
      pods.add(kept);
      assertThat(held(cluster)).as("round %d, up", round).isEqualTo(containers(pods));
      all(number -> end(pods.get(number), number));
      Await.until(
          () -> "one entry is left in round " + of + cluster.logsOrReason(),
          () -> held(cluster).equals(containers(List.of(kept))));
    }
    System.out.printf("scaled to %d pods and back, %d times%n", PODS, ROUNDS);
  }

  private static RunningPod end(RunningPod pod, int number)
      throws IOException, InterruptedException {
    if (number % LOST == 0) {
      pod.delete();
      pod.loseSandbox();
    } else {
      pod.stopSandbox();
      pod.delete();
    }
    return pod;
  }

  private static List<RunningPod> all(Task task) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<RunningPod>> running = new ArrayList<>();
      for (int i = 0; i < PODS - 1; i++) {
        int number = i;
        running.add(callers.submit(() -> task.run(number)));
      }
      List<RunningPod> done = new ArrayList<>();
      for (Future<RunningPod> each : running) {
        done.add(each.get());
      }
      return done;
    }
  }

  private static Set<String> containers(List<RunningPod> pods) {
    return pods.stream().map(pod -> pod.attachment().containerId()).collect(Collectors.toSet());
  }

  private static Set<String> held(Cluster cluster) throws IOException, InterruptedException {
    return cluster.entries().stream().map(HeldAddress::containerId).collect(Collectors.toSet());
  }
}
