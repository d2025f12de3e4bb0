package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that are held up on their way: before the agent, between agent and leader, and on the way
 * back. Each test has a node of its own.
 */
final class HeldUpCallsTest {
  private static final String CONFIG = Networks.range("net-a", "10.0.0.0/24");

  /** More than the pings of some seconds, less than an ADD. */
  private static final int ADD_BYTES = 400;

  @TempDir static Path directory;
  private static Cluster cluster;
  private static Relay relay;
  private static ClusterProcess allocator;

  private String node = "";
  private ClusterProcess agent;
  private Promises promises;

  @BeforeAll
  static void start() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    cluster = Cluster.start(directory);
    relay = Relay.start();
    allocator = cluster.allocator("allocator", relay);
  }

  @AfterAll
  static void stop() throws Exception {
    if (relay != null) {
      relay.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void startAgent(TestInfo test) throws Exception {
    node = "node-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    relay.forgetConnections();
    agent = cluster.agent(node);
    promises = new Promises(cluster);
    awaitHealth("ok");
  }

  @AfterEach
  void stopAgent() throws Exception {
    relay.letThrough();
    allocator.resume();
    agent.kill();
  }

  @Test
  @DisplayName("an ADD that comes after its DEL, and whose caller was killed, holds nothing")
  void lateAtAgent() throws Exception {
    Attachment old = attachment("old", "pod");
    promises.add(node, old, CONFIG);
    promises.delete(node, old, CONFIG);
    lateAddOfKilledCaller(old);
    promises.verify();

    Attachment next = attachment("next", "pod");
    promises.add(node, next, CONFIG);
    lateAddOfKilledCaller(old);
    promises.verify();

    cluster
        .call(node, CniCall.add(old, CONFIG))
        .isError(11, "sandbox " + old.containerId() + " was deleted or replaced");
    promises.verify();
  }

  /** It is sent, and its caller gone, before the agent reads it. */
  private void lateAddOfKilledCaller(Attachment attachment) throws Exception {
    long before = addsAnswered();
    agent.pause();
    try (SocketConnection caller = SocketConnection.open(cluster.socket(node))) {
      caller.send(CniCall.add(attachment, CONFIG));
    }
    agent.resume();
    Await.until("the late ADD is decided", () -> addsAnswered() == before + 1);
  }

  @Test
  @DisplayName("an ADD of a killed caller that is held up before the leader yields to its DEL")
  void heldUpBeforeLeader() throws Exception {
    Attachment attachment = attachment("c", "pod");
    relay.holdRequests();
    killedCallersAdd(attachment);

    promises.delete(node, attachment, CONFIG);
    relay.letThrough();

    awaitHealth("ok");
    promises.verify();
  }

  @Test
  @DisplayName("an ADD in a dead connection is not decided after its DEL went through another one")
  void deadConnection() throws Exception {
    Attachment attachment = attachment("c", "pod");
    relay.holdRequests();
    killedCallersAdd(attachment);
    Await.until("the agent has another connection", () -> relay.connections() > 1);
    awaitHealth("ok");
    promises.delete(node, attachment, CONFIG);

    relay.letThrough();

    Await.until(
        "the leader has refused what was held up",
        () -> relay.firstIsClosedByAllocator() || holds(attachment));
    promises.verify();
    promises.add(node, attachment("d", "another"), CONFIG);
    promises.verify();
  }

  private void killedCallersAdd(Attachment attachment) throws Exception {
    Process caller = new Shim(cluster.socket(node)).launch(CniCall.add(attachment, CONFIG));
    Await.until("the ADD is held up", () -> relay.heldRequestBytes() > ADD_BYTES);
    caller.destroyForcibly().waitFor();
  }

  @Test
  @DisplayName("a DEL journaled without a leader goes before the next ADD, and frees nothing of it")
  void journaledBeforeAdd() throws Exception {
    Attachment attachment = attachment("c", "pod");
    promises.add(node, attachment, CONFIG);
    String id = entry(attachment).id();
    allocator.pause();
    promises.delete(node, attachment, CONFIG);
    CompletableFuture<Answer> waiting =
        new Shim(cluster.socket(node)).callBeside(CniCall.add(attachment, CONFIG));
    awaitHealth("1 releases wait");

    allocator.resume();

    promises.added(node, attachment, waiting.get());
    promises.verify();
    assertThat(entry(attachment).id()).as("the owner after the DEL is a new one").isNotEqualTo(id);
  }

  @Test
  @DisplayName("an agent killed before it passed on the leader's answers leaks and doubles nothing")
  void killedBeforeAnswer() throws Exception {
    Attachment retried = attachment("retried", "pod-1");
    Attachment deleted = attachment("deleted", "pod-2");
    relay.holdAnswers();
    Shim shim = new Shim(cluster.socket(node));
    var first = shim.callBeside(CniCall.add(retried, CONFIG));
    var second = shim.callBeside(CniCall.add(deleted, CONFIG));
    Await.until(
        "the leader has answered",
        () -> holds(retried) && holds(deleted) && relay.heldAnswerBytes() > 0);
    String address = entry(retried).address();

    agent.kill();
    first.get().isError(11, cluster.socket(node).toString());
    second.get().isError(11, cluster.socket(node).toString());
    relay.letThrough();
    agent = cluster.agent(node);

    assertThat(promises.add(node, retried, CONFIG)).isEqualTo(address);
    promises.delete(node, deleted, CONFIG);
    promises.verify();
  }

  @Test
  @DisplayName("a leader that died silently is noticed though nobody calls, and when it is back")
  void silentLeader() throws Exception {
    allocator.pause();
    awaitHealth("no leader for");
    allocator.resume();
    awaitHealth("ok");
    promises.add(node, attachment("c", "pod"), CONFIG);
    promises.verify();
  }

  private void awaitHealth(String contained) throws Exception {
    Await.until("the agent says: " + contained, () -> cluster.health(node).contains(contained));
  }

  private boolean holds(Attachment attachment) throws IOException, InterruptedException {
    return cluster.entries().stream().anyMatch(entry -> entry.isOf(attachment));
  }

  private HeldAddress entry(Attachment attachment) throws IOException, InterruptedException {
    return cluster.entries().stream()
        .filter(entry -> entry.isOf(attachment))
        .findFirst()
        .orElseThrow();
  }

  private long addsAnswered() throws IOException {
    try (SocketConnection connection = SocketConnection.open(cluster.socket(node))) {
      return connection
          .get("/metrics")
          .lines()
          .filter(line -> line.startsWith("hereabouts_cni_call_seconds_count{command=\"ADD\""))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private Attachment attachment(String container, String pod) {
    return new Attachment(node + "-" + container, "net1", Pod.of(node, "default", pod));
  }
}
