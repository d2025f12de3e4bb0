package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two allocators and three agents on a real API server, as one story. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterTest {
  private static final String CONFIG = Networks.range("net-a", "10.0.0.0/24");
  private static final String[] NODES = {"worker-1", "worker-2", "worker-3"};

  @TempDir static Path directory;
  private static Cluster cluster;
  private static ClusterProcess first;
  private static ClusterProcess second;

  @BeforeAll
  static void start() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    cluster = Cluster.start(directory);
    first = cluster.allocator("allocator-1");
    Await.until("the first allocator leads", () -> holds(() -> !cluster.leader().isEmpty()));
    second = cluster.allocator("allocator-2");
    for (String node : NODES) {
      cluster.agent(node);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  @DisplayName(
      "pods on three nodes get addresses of their own, which stand in the cluster's blocks")
  void givesEachItsOwn() throws Exception {
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      addresses.add(add(NODES[i % NODES.length], i));
    }
    assertThat(addresses).hasSize(30);
    assertThat(cluster.used()).isEqualTo(30);
    Await.until(
        "the pool's status tells", () -> holds(() -> cluster.poolStatus().equals("30 of 254")));
  }

  @Test
  @Order(2)
  @DisplayName("a retry gets the same address, and a DEL of another node's sandbox frees nothing")
  void keepsAndGuards() throws Exception {
    String again = add("worker-1", 0);
    assertThat(add("worker-1", 0)).isEqualTo(again);

    cluster.call("worker-2", CniCall.del(attachment(0), CONFIG)).isSilentSuccess();

    assertThat(cluster.used()).isEqualTo(30);
    assertThat(add("worker-1", 0)).isEqualTo(again);
  }

  @Test
  @Order(3)
  @DisplayName("the leader is killed: the other one goes on with what was given")
  void survivesTheLeader() throws Exception {
    String before = cluster.leader();
    first.kill();

    String address = add("worker-3", 100);

    assertThat(cluster.leader()).isNotEqualTo(before).isNotEmpty();
    assertThat(cluster.used()).isEqualTo(31);
    assertThat(address).isEqualTo("10.0.0.31");
  }

  @Test
  @Order(4)
  @DisplayName("without a leader a DEL is answered, kept, and delivered when there is one again")
  void journalsDeletes() throws Exception {
    second.terminate();

    cluster.call("worker-3", CniCall.del(attachment(100), CONFIG)).isSilentSuccess();
    assertThat(cluster.used()).isEqualTo(31);

    cluster.allocator("allocator-3");
    Await.until("the DEL is delivered", () -> holds(() -> cluster.used() == 30));
    assertThat(add("worker-1", 101)).isEqualTo("10.0.0.31");
  }

  @Test
  @Order(5)
  @DisplayName("the API server goes away and comes back: an ADD waits, and holds one address")
  void waitsForTheApiServer() throws Exception {
    cluster.controlPlane().killApiServer();
    var waiting =
        java.util.concurrent.CompletableFuture.supplyAsync(() -> {
          try {
            return add("worker-2", 102);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    cluster.controlPlane().startApiServer();

    assertThat(waiting.get()).isEqualTo("10.0.0.32");
    assertThat(cluster.used()).isEqualTo(32);
  }

  private interface Question {
    boolean ask() throws Exception;
  }

  private static boolean holds(Question question) {
    try {
      return question.ask();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String add(String node, int pod) throws Exception {
    Answer answer = cluster.call(node, CniCall.add(attachment(pod), CONFIG));
    assertThat(answer.exit()).as(() -> answer.stdout() + logs()).isZero();
    return answer.address();
  }

  private static String logs() {
    try {
      return cluster.logs();
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  private static Attachment attachment(int pod) {
    return new Attachment("container-" + pod, "net1", Pod.of("cluster", "default", "pod-" + pod));
  }
}
