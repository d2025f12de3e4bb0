package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two hundred pods that come, are replaced by namesakes on another node, complete and go, while the
 * pod watch is up to a minute late and the leader changes every ten seconds.
 *
 * <p>{@code -Dhereabouts.churn.seconds=N} says for how long, 40 without it.
 */
final class ReclaimChurnTest {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final long SECONDS = Long.getLong("hereabouts.churn.seconds", 40);
  private static final long LEADER_SECONDS = 10;
  private static final int LATEST_WATCH_SECONDS = 60;
  private static final int PODS = 200;
  private static final int CALLERS = 2;

  /** How many sandboxes of a caller run on although their pods are gone. */
  private static final int LINGERING = 10;

  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private final long seed = Long.getLong("hereabouts.seed", System.nanoTime());
  private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @DisplayName("no address is released wrongly, and every lost one is released")
  void nothingIsWronglyReleased() throws Exception {
    Cluster cluster = RUNNING.cluster();
    cluster.api().waitUntilServed("/api/v1/namespaces/default");
    Random delays = new Random(seed);
    RUNNING
        .proxy()
        .rule(request ->
            request.isPodWatch()
                ? Fate.Held.over(Duration.ofMillis(delays.nextInt(LATEST_WATCH_SECONDS * 1_000)))
                : Fate.PASS);
    ClusterProcess leader = cluster.allocator("leader-0", RUNNING.proxy(), GRACE);
    RUNNING.awaitLeader(leader);

    List<Caller> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Caller caller = new Caller(cluster, i, new Random(seed + i));
      callers.add(caller);
      threads.add(Thread.ofPlatform().daemon().start(caller));
    }
    int changes = 0;
    long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEADER_SECONDS);
    while (System.nanoTime() < end) {
      ClusterProcess follower = cluster.allocator("leader-" + ++changes, RUNNING.proxy(), GRACE);
      Thread.sleep(Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime())));
      next += TimeUnit.SECONDS.toNanos(LEADER_SECONDS);
      leader.terminate();
      leader = follower;
    }
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    }
    System.out.printf(
        "reclaim: seed %d, %d s, %d leaders, %d pods made, %d lost, %d wrongly released%n",
        seed, SECONDS, changes + 1, made.get(), lost.get(), wrong.size());
    assertThat(wrong).as(() -> "seed " + seed + cluster.logsOrReason()).isEmpty();
    Set<String> running =
        callers.stream()
            .flatMap(caller -> caller.running.stream())
            .map(pod -> pod.attachment().containerId())
            .collect(Collectors.toSet());
    Await.until(
        () -> "entries are what runs" + cluster.logsOrReason(),
        () -> held(cluster).equals(running));
    assertThat(lost).as("lost sandboxes").hasValueGreaterThan(0);
  }

  private static Set<String> held(Cluster cluster) throws IOException, InterruptedException {
    return cluster.entries().stream().map(HeldAddress::containerId).collect(Collectors.toSet());
  }

  /** Plays kubelet and users for some of the pods. */
  private final class Caller implements Runnable {
    /** Pods that run, and sandboxes that are not lost yet. */
    final Deque<RunningPod> running = new ArrayDeque<>();

    private final Deque<RunningPod> lingering = new ArrayDeque<>();
    private final Cluster cluster;
    private final int number;
    private final Random random;
    private int names;

    Caller(Cluster cluster, int number, Random random) {
      this.cluster = cluster;
      this.number = number;
      this.random = random;
    }

    @Override
    public void run() {
      try {
        while (System.nanoTime() < end) {
          if (running.size() < PODS / CALLERS && random.nextInt(4) != 0) {
            create(number + "-" + ++names, random.nextInt(RunningCluster.NODES.size()));
          } else if (!running.isEmpty()) {
            end(running.removeFirst());
          }
          while (lingering.size() > LINGERING) {
            lose(lingering.removeFirst());
          }
        }
        while (!lingering.isEmpty()) {
          lose(lingering.removeFirst());
        }
      } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
        wrong.add("a caller ended: " + e);
      }
    }

    private void create(String name, int node) throws IOException, InterruptedException {
      made.incrementAndGet();
      running.add(RunningPod.start(cluster, RunningCluster.NODES.get(node), "churn-" + name));
    }

    private void end(RunningPod pod) throws IOException, InterruptedException {
      verify(pod);
      switch (random.nextInt(4)) {
        case 0 -> {
          pod.stopSandbox();
          pod.delete();
        }
        case 1 -> {
          pod.delete();
          lingering.add(pod);
          String name = pod.attachment().pod().name().substring("churn-".length());
          create(name, 1 - RunningCluster.NODES.indexOf(pod.node()));
        }
        case 2 -> {
          pod.complete();
          lingering.add(pod);
        }
        default -> {
          pod.delete();
          lingering.add(pod);
        }
      }
    }

    /** Ends a sandbox that nobody gives back; until now it had its address. */
    private void lose(RunningPod pod) throws IOException, InterruptedException {
      verify(pod);
      pod.loseSandbox();
      lost.incrementAndGet();
    }

    private void verify(RunningPod pod) throws IOException, InterruptedException {
      if (!pod.isHeld()) {
        wrong.add(pod.toString());
      }
    }
  }
}
