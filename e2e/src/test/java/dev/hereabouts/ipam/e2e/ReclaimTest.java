package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Addresses that nobody gives back, on a real API server: which come back, and which do not. Each
 * test has a node of its own.
 *
 * <p>That something is kept is seen when what leaked after it has come back, twice.
 */
final class ReclaimTest {
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** A node whose agent lives, for what is to come back while a test waits. */
  private static final String BESIDE = RunningCluster.NODES.getFirst();

  private static final Pattern SUSPECT = Pattern.compile("reclaimed .* suspect for (\\d+) s");

  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();
  private static ClusterProcess allocator;

  @BeforeAll
  static void start() throws Exception {
    cluster().api().waitUntilServed("/api/v1/namespaces/default");
    allocator = cluster().allocator("allocator", RUNNING.proxy(), GRACE);
    RUNNING.awaitLeader(allocator);
  }

  private static Cluster cluster() {
    return RUNNING.cluster();
  }

  @Test
  @DisplayName("force-deleted while the agent was down: released once it sees the namespace gone")
  void agentWasDown() throws Exception {
    ClusterProcess agent = cluster().agent("down");
    Path namespace = Path.of("/run/netns", "hereabouts-" + UUID.randomUUID());
    assumeTrue(
        ip("add", namespace), "a network namespace needs root and the program ip of iproute2");
    try {
      RunningPod leaked = RunningPod.start(cluster(), "down", "leaked", namespace);
      RunningPod live = RunningPod.start(cluster(), "down", "live");
      agent.kill();
      leaked.delete();
      passGracePeriods();
      assertThat(leaked.isHeld()).as("no agent, no witness").isTrue();

      cluster().agent("down");
      passGracePeriods();
      assertThat(leaked.isHeld()).as("its namespace is there").isTrue();
      assertThat(ip("delete", namespace)).isTrue();

      leaked.awaitReleased();
      assertThat(live.isHeld()).isTrue();
      Pattern line =
          Pattern.compile(
              "reclaimed 10.20.* of 10.20.0.0/16: pod default/leaked .* on node down, .*"
                  + "its pod is gone; the node's agent sees its network namespace gone; suspect");
      Await.until("it is logged", () -> line.matcher(allocator.log()).find());
      Pattern audited =
          Pattern.compile(" audit - reclaimed .* pod=default/leaked .* reason=cleanup ");
      Await.until("it is audited", () -> audited.matcher(allocator.log()).find());
      Await.until(
          "an event tells it",
          () ->
              reclaimedEvents().stream()
                  .anyMatch(message ->
                      message.endsWith(
                          " of pod default/leaked on node down was taken back: its pod is gone;"
                              + " the node's agent sees its network namespace gone")));
    } finally {
      ip("delete", namespace);
    }
  }

  @Test
  @DisplayName(
      "completed or replaced by a namesake: released once the namespace is gone; live: kept")
  void pods() throws Exception {
    cluster().agent("first");
    cluster().agent("second");
    RunningPod ended = RunningPod.start(cluster(), "first", "ended");
    RunningPod lingering = RunningPod.start(cluster(), "first", "lingering");
    RunningPod live = RunningPod.start(cluster(), "first", "live-without-namespace");
    RunningPod old = RunningPod.start(cluster(), "first", "twin");
    ended.complete();
    lingering.complete();
    old.delete();
    RunningPod next = RunningPod.start(cluster(), "second", "twin");
    ended.loseSandbox();
    live.loseSandbox();
    old.loseSandbox();

    ended.awaitReleased();
    old.awaitReleased();
    passGracePeriods();
    assertThat(lingering.isHeld()).as("completed, its namespace is there").isTrue();
    assertThat(live.isHeld()).as("live").isTrue();
    assertThat(next.isHeld()).as("the namesake").isTrue();
  }

  @Test
  @DisplayName("a deleted node: kept while its agent lives, released when that is silent")
  void nodeDeleted() throws Exception {
    ClusterProcess agent = cluster().agent("deleted");
    RunningPod pod = RunningPod.start(cluster(), "deleted", "on-deleted");
    pod.delete();
    cluster().api().delete("/api/v1/nodes/deleted").successful();
    passSilence();
    assertThat(pod.isHeld()).as("its agent lives").isTrue();

    agent.kill();
    pod.awaitReleased();
  }

  @Test
  @DisplayName("an unreachable node keeps its addresses until it is marked out of service")
  void unreachable() throws Exception {
    ClusterProcess agent = cluster().agent("lost");
    RunningPod pod = RunningPod.start(cluster(), "lost", "on-lost");
    agent.pause();
    pod.delete();
    pod.loseSandbox();
    passSilence();
    assertThat(pod.isHeld()).isTrue();
    Await.until("the pool tells of a suspect", () -> suspects() > 0);

    cluster()
        .api()
        .merge(
            "/api/v1/nodes/lost",
            "{\"spec\":{\"taints\":[{\"key\":\"node.kubernetes.io/out-of-service\","
                + "\"value\":\"nodeshutdown\",\"effect\":\"NoExecute\"}]}}")
        .successful();
    pod.awaitReleased();
  }

  @Test
  @DisplayName("a node that booted: sandboxes of before are released, those made since are not")
  void reboot() throws Exception {
    Path bootId = cluster().directory().resolve("boot-id");
    Path state = cluster().directory().resolve("boot-state");
    Files.writeString(bootId, UUID.randomUUID() + "\n");
    ClusterProcess agent = rebooting(state, bootId);
    RunningPod gone = RunningPod.start(cluster(), "boots", "gone");
    RunningPod restarted = RunningPod.start(cluster(), "boots", "restarted");
    agent.kill();
    rebooting(state, bootId).kill();
    Files.writeString(bootId, UUID.randomUUID() + "\n");

    rebooting(state, bootId);
    RunningPod anew = restarted.restarted();
    RunningPod later = RunningPod.start(cluster(), "boots", "later");
    gone.awaitReleased();
    passGracePeriods();
    assertThat(anew.isHeld()).isTrue();
    assertThat(later.isHeld()).isTrue();
  }

  private static ClusterProcess rebooting(Path state, Path bootId)
      throws IOException, InterruptedException {
    return cluster().agent("boots", state, Map.of(), "--boot-id-file", bootId.toString());
  }

  @Test
  @DisplayName("an agent with a new state directory is no witness for what was there before it")
  void newStateDirectory() throws Exception {
    ClusterProcess agent = cluster().agent("reborn");
    RunningPod before = RunningPod.start(cluster(), "reborn", "before");
    agent.kill();
    before.delete();
    before.loseSandbox();

    cluster().agent("reborn", cluster().directory().resolve("reborn-state"), Map.of());
    RunningPod since = RunningPod.start(cluster(), "reborn", "since");
    since.delete();
    since.loseSandbox();
    since.awaitReleased();
    passGracePeriods();
    assertThat(before.isHeld()).isTrue();
  }

  @Test
  @DisplayName("a new leader observes for a whole grace period before it releases")
  void newLeader() throws Exception {
    RunningPod pod = RunningPod.start(cluster(), BESIDE, "handed-over");
    pod.delete();
    pod.loseSandbox();
    allocator.kill();

    allocator = cluster().allocator("allocator-2", RUNNING.proxy(), GRACE);
    pod.awaitReleased();
    Await.until("it is logged", () -> SUSPECT.matcher(allocator.log()).find());
    Matcher line = SUSPECT.matcher(allocator.log());
    assertThat(line.find()).isTrue();
    assertThat(Long.parseLong(line.group(1))).isGreaterThanOrEqualTo(GRACE.toSeconds());
  }

  /** Waits for longer than an agent may be silent before a deleted node counts. */
  private static void passSilence() throws IOException, InterruptedException {
    long end = System.nanoTime() + SILENCE.plus(GRACE).plus(GRACE).toNanos();
    while (System.nanoTime() < end) {
      passGracePeriods();
    }
  }

  /** Waits until two leaks came back, one after the other. */
  private static void passGracePeriods() throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      RunningPod beside = RunningPod.unknown(cluster(), BESIDE, "beside");
      beside.loseSandbox();
      beside.awaitReleased();
    }
  }

  private static List<String> reclaimedEvents() throws IOException, InterruptedException {
    List<String> messages = new ArrayList<>();
    String path = "/api/v1/namespaces/default/events?fieldSelector=reason%3DReclaimed";
    for (var event : Json.parse(cluster().api().get(path).successful().body()).path("items")) {
      messages.add(event.path("message").asText());
    }
    return messages;
  }

  private static int suspects() throws IOException, InterruptedException {
    int suspects = 0;
    for (var pool : Json.parse(cluster().api().get(ApiRequest.POOLS).body()).path("items")) {
      suspects += pool.path("status").path("suspects").asInt();
    }
    return suspects;
  }

  private static boolean ip(String action, Path namespace)
      throws IOException, InterruptedException {
    return new ProcessBuilder("bash", "-c", "ip netns " + action + " " + namespace.getFileName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
