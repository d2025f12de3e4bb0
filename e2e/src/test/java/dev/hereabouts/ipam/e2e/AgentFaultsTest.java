package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What befalls a node: its agent is killed, it boots anew, its disk is full, its clock is wrong.
 * Each test has nodes of its own. A leader that is paused is one that is not there.
 */
final class AgentFaultsTest {
  private static final String CONFIG = Networks.range("net-a", "10.0.0.0/24");
  private static final double HOUR_MILLIS = 3_600_000;
  private static final int MOST_ON_FULL_DISK = 100;

  @TempDir static Path directory;
  private static Cluster cluster;
  private static ClusterProcess allocator;

  private Promises promises;

  @BeforeAll
  static void start() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    cluster = Cluster.start(directory);
    allocator = cluster.allocator("allocator");
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void promiseNothing() {
    promises = new Promises(cluster);
  }

  @AfterEach
  void resume() throws Exception {
    allocator.resume();
  }

  @Test
  @DisplayName("a DEL that was journaled before the agent was killed is delivered by the next one")
  void killedAfterJournaling() throws Exception {
    Attachment attachment = attachment("journal", "a");
    ClusterProcess agent = cluster.agent("journal");
    promises.add("journal", attachment, CONFIG);
    allocator.pause();
    promises.delete("journal", attachment, CONFIG);
    agent.kill();

    cluster.agent("journal");
    assertThat(held("journal")).hasSize(1);
    allocator.resume();

    promises.verify();
  }

  @Test
  @DisplayName("CHECK is answered from the record; after a boot it waits for what the leader tells")
  void boot() throws Exception {
    Attachment first = attachment("boot", "first");
    Attachment second = attachment("boot", "second");
    ClusterProcess agent = cluster.agent("boot");
    String address = promises.added("boot", first, cluster.call("boot", add(first)));
    promises.added("boot", second, cluster.call("boot", add(second)));
    allocator.pause();

    cluster.call("boot", check(first, address)).isSilentSuccess();
    cluster.call("boot", check(first, "10.0.0.250")).isError(101, "10.0.0.250");
    agent.kill();
    Files.delete(namespace(first));
    Files.delete(namespace(second));
    cluster.agent("boot");
    cluster.call("boot", check(first, address)).isError(11, "what this node holds");
    cluster.call("boot", collect()).isError(11, "what this node holds");
    assertThat(held("boot")).hasSize(2);
    allocator.resume();

    Await.until("the agent is told", () -> cluster.health("boot").equals("ok"));
    cluster.call("boot", check(first, address)).isSilentSuccess();
    assertThat(recorded("boot")).hasSize(2);
    promises.verify();
    cluster.call("boot", collect()).isSilentSuccess();
    promises.collected(first);
    promises.collected(second);
    promises.verify();
    assertThat(recorded("boot")).isEmpty();
  }

  @Test
  @DisplayName("GC frees what is this node's, not listed, and without its network namespace")
  void collects() throws Exception {
    cluster.agent("gc-1");
    cluster.agent("gc-2");
    Attachment listed = attachment("gc-1", "listed");
    Attachment alive = attachment("gc-1", "alive");
    Attachment gone = attachment("gc-1", "gone");
    Attachment replaced = attachment("gc-1", "replaced");
    Attachment elsewhere = attachment("gc-2", "elsewhere");
    for (Attachment one : List.of(listed, alive, gone, replaced)) {
      promises.added("gc-1", one, cluster.call("gc-1", add(one)));
    }
    promises.added("gc-2", elsewhere, cluster.call("gc-2", add(elsewhere)));
    for (Attachment one : List.of(listed, gone, elsewhere)) {
      Files.delete(namespace(one));
    }
    Path other = Files.createFile(directory.resolve("another-inode"));
    Files.move(other, namespace(replaced), StandardCopyOption.REPLACE_EXISTING);

    cluster.call("gc-1", collect(listed)).isSilentSuccess();

    promises.collected(gone);
    promises.collected(replaced);
    promises.verify();
  }

  @Test
  @DisplayName("with a full disk only DELs without a leader fail, and nothing when there is room")
  void fullDisk() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"))) {
      ClusterProcess agent = cluster.agent("disk", disk.path().resolve("state"), Map.of());
      Attachment first = attachment("disk", "first");
      Attachment second = attachment("disk", "second");
      Attachment third = attachment("disk", "third");
      promises.add("disk", first, CONFIG);
      promises.add("disk", second, CONFIG);
      disk.fill();

      for (int i = 0; !agent.log().contains("No space left on device"); i++) {
        assertThat(i).as("DELs that the full disk took").isLessThan(MOST_ON_FULL_DISK);
        promises.delete("disk", first, CONFIG);
        promises.add("disk", first, CONFIG);
      }
      promises.verify();
      allocator.pause();
      cluster.call("disk", CniCall.del(second, CONFIG)).isError(11, "could not be given back");
      allocator.resume();
      promises.delete("disk", second, CONFIG);
      promises.add("disk", third, CONFIG);
      promises.verify();

      disk.empty();
      Await.until("the agent writes again", () -> agent.log().contains("can be written again"));
      allocator.pause();
      promises.delete("disk", first, CONFIG);
      agent.kill();
      ClusterProcess next = cluster.agent("disk", disk.path().resolve("state"), Map.of());
      assertThat(held("disk")).extracting(HeldAddress::containerId).contains(first.containerId());
      allocator.resume();
      promises.verify();
      next.kill();
    }
  }

  @Test
  @DisplayName("a clock that jumps by hours changes nothing for who holds what")
  void movedClock() throws Exception {
    MovedClock clock = MovedClock.make(Files.createDirectories(directory.resolve("time-of-day")));
    cluster.agent("clock", directory.resolve("clock-state"), clock.environment());
    Attachment old = attachment("clock", "old");
    Attachment next = new Attachment("clock-next", "net1", old.pod());
    promises.add("clock", old, CONFIG);
    long before = held("clock").getFirst().since();
    promises.delete("clock", old, CONFIG);

    for (int hours : new int[] {2, -2}) {
      clock.move(Duration.ofHours(hours));
      promises.add("clock", next, CONFIG);
      assertThat(Math.round((held("clock").getFirst().since() - before) / HOUR_MILLIS))
          .as("hours by which the agent's clock was moved")
          .isEqualTo(hours);
      Attachment other = attachment("clock", "other" + hours);
      promises.add("clock", other, CONFIG);
      promises.delete("clock", other, CONFIG);
      cluster
          .call("clock", CniCall.add(old, CONFIG))
          .isError(11, "sandbox " + old.containerId() + " was deleted or replaced");
      assertThat(cluster.health("clock")).isEqualTo("ok");
      promises.verify();
      promises.delete("clock", next, CONFIG);
      promises.verify();
      next = new Attachment("clock-next" + hours, "net1", old.pod());
    }
  }

  private static String config(String field, String value) {
    return CONFIG.replace("\"name\"", "\"" + field + "\":" + value + ",\"name\"");
  }

  private static CniCall add(Attachment attachment) throws IOException {
    Path namespace = namespace(attachment);
    if (!Files.exists(namespace)) {
      Files.createFile(namespace);
    }
    return CniCall.add(attachment, CONFIG).with("CNI_NETNS", namespace.toString());
  }

  private static CniCall check(Attachment attachment, String address) {
    String result = "{\"cniVersion\":\"1.1.0\",\"ips\":[{\"address\":\"" + address + "/24\"}]}";
    return CniCall.of("CHECK", attachment, config("prevResult", result));
  }

  private static CniCall collect(Attachment... valid) {
    List<String> listed =
        Stream.of(valid)
            .map(one ->
                "{\"containerID\":\"%s\",\"ifname\":\"%s\"}"
                    .formatted(one.containerId(), one.ifName()))
            .toList();
    return CniCall.of(
            "GC",
            attachment("gc", "nobody"),
            config("cni.dev/valid-attachments", listed.toString()))
        .without("CNI_CONTAINERID")
        .without("CNI_IFNAME")
        .without("CNI_NETNS")
        .without("CNI_ARGS");
  }

  private static Path namespace(Attachment attachment) {
    return directory.resolve("netns-" + attachment.containerId());
  }

  private static List<HeldAddress> held(String node) throws IOException, InterruptedException {
    return cluster.entries().stream().filter(entry -> entry.node().equals(node)).toList();
  }

  /** What the node's agent says that it holds. */
  private static List<HeldAddress> recorded(String node) throws IOException {
    try (SocketConnection connection = SocketConnection.open(cluster.socket(node))) {
      return connection.entries();
    }
  }

  private static Attachment attachment(String node, String name) {
    return new Attachment(node + "-" + name, "net1", Pod.of(node, "default", name));
  }
}
