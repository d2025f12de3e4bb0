package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.controlplane.Peers;
import dev.hereabouts.ipam.controlplane.ProgramUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code import whereabouts} and {@code export whereabouts} on a cluster whose leader serves. */
final class ImportTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static OldInstallation old;

  @BeforeAll
  static void start() throws Exception {
    Peers.defineWhereabouts(RUNNING.cluster().api());
    old = new OldInstallation(RUNNING.cluster());
    RUNNING.awaitLeader(RUNNING.cluster().allocator("allocator-1"));
  }

  @Test
  @DisplayName(
      "while the leader writes the same blocks nothing is lost; DELs free the right entries, a"
          + " pod keeps its address, and what is held can be given back")
  void besideTheLeader() throws Exception {
    String network = network("imports", "");
    String high = network("imports", ",\"range_start\":\"10.7.0.100\"");
    Map<Integer, String> uids = new HashMap<>();
    Map<String, String> allocations = new TreeMap<>();
    for (int i = 1; i <= 40; i++) {
      int offset = i <= 20 ? i : 60 + i - 20; // half of them in the block that the load writes
      if (i % 2 == 0) {
        uids.put(i, old.pod("old-" + i, "worker-1"));
      }
      allocations.put(
          String.valueOf(offset),
          "{\"id\":\"old-container-%d\",\"podref\":\"default/old-%d\",\"ifname\":\"net1\"}"
              .formatted(i, i));
      old.reservation("imports-10.7.0." + offset, "default/old-" + i, "net1");
    }
    old.pool("imports-10.7.0.0-24", "10.7.0.0/24", allocations);
    old.reservation("imports-10.7.0.50", "default/ghost", "net1");

    assertThat(run("import", "whereabouts").succeeded())
        .contains("41 addresses to import, 0 here already, 0 left out")
        .contains("imports-10.7.0.50 is for default/ghost")
        .contains("dry run");
    assertThat(RUNNING.cluster().entries("imports")).isEmpty();

    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Set<String>> load =
        CompletableFuture.supplyAsync(() -> addsUntil(enough, high));
    try {
      Await.until("the load is served", () -> !RUNNING.cluster().entries("imports").isEmpty());
      assertThat(run("import", "whereabouts", "--yes").succeeded())
          .contains("imported 41 addresses; verified 41 of 41");
    } finally {
      enough.set(true);
    }
    Set<String> given = load.get(60, TimeUnit.SECONDS);
    assertThat(given).isNotEmpty().allMatch(address -> last(address) >= 100);
    assertThat(RUNNING.cluster().entries("imports")).hasSize(41 + given.size());
    assertThat(run("import", "whereabouts", "--yes").succeeded())
        .contains("0 addresses to import, 41 here already")
        .contains("imported 0 addresses; verified 41 of 41");

    assertThat(add("worker-2", "fresh", "fresh-uid", "fresh-container", network))
        .isEqualTo("10.7.0.21");
    assertThat(add("worker-1", "old-2", uids.getOrDefault(2, ""), "new-container", network))
        .isEqualTo("10.7.0.2");
    delete("worker-1", "old-4", "old-container-4", network);
    delete("worker-2", "old-6", "old-container-6", network); // on another node
    delete("worker-2", "old-5", "old-container-5", network); // its node is not known
    Set<String> held = new HashSet<>();
    RUNNING.cluster().entries("imports").forEach(entry -> held.add(entry.address()));
    assertThat(held)
        .contains("10.7.0.2", "10.7.0.6", "10.7.0.50")
        .doesNotContain("10.7.0.4", "10.7.0.5")
        .hasSize(40 + given.size());

    assertThat(run("export", "whereabouts", "--yes").succeeded())
        .contains("imports-10.7.0.0-24 5 of default/old-5")
        .doesNotContain("of default/old-4"); // its pod is there
    assertThat(old.allocations("imports-10.7.0.0-24").path("21").path("podref").asText())
        .isEqualTo("default/fresh");
    assertThat(old.allocations("imports-10.7.0.0-24").path("2").path("id").asText())
        .isEqualTo("new-container");
    assertThat(old.allocations("imports-10.7.0.0-24").has("5")).isFalse();
    assertThat(old.isReserved("imports-10.7.0.5")).isFalse();
    assertThat(old.isReserved("imports-10.7.0.21")).isTrue();
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  @DisplayName(
      "200 addresses of the real whereabouts are taken over, 200 more are given, the old ones are"
          + " freed by their DELs, and whereabouts takes over again")
  void realWhereabouts() throws Exception {
    Path program;
    try {
      program = Peers.ofThisUser().whereabouts();
    } catch (ProgramUnavailableException e) {
      Assumptions.abort(e.reason());
      return;
    }
    Path flatFile =
        Files.writeString(
            RUNNING.cluster().directory().resolve("whereabouts.conf"),
            "{\"log_level\":\"error\",\"kubernetes\":{\"kubeconfig\":\"%s\"}}"
                .formatted(RUNNING.cluster().kubeconfig()));
    String network =
        Networks.network(
            "real",
            "\"range\":\"10.8.0.0/23\",\"network_name\":\"real\",\"configuration_path\":\"%s\""
                .formatted(flatFile));
    Shim whereabouts = new Shim(Path.of("/nowhere"), List.of(program.toString()));
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      addresses.add(whereabouts.call(CniCall.add(real("was", i), network)).address());
    }
    assertThat(addresses).hasSize(200);

    assertThat(run("import", "whereabouts", "--yes").succeeded()).contains("real");
    assertThat(RUNNING.cluster().entries("real")).hasSize(200);
    for (int i = 0; i < 200; i++) {
      addresses.add(
          RUNNING.cluster().call("worker-2", CniCall.add(real("new", i), network)).address());
    }
    assertThat(addresses).hasSize(400);
    for (int i = 0; i < 200; i++) {
      RUNNING.cluster().call("worker-1", CniCall.del(real("was", i), network)).isSilentSuccess();
    }
    Set<String> left = new HashSet<>();
    RUNNING.cluster().entries("real").forEach(entry -> left.add(entry.address()));
    assertThat(left).hasSize(200);

    run("export", "whereabouts", "--yes").succeeded();
    assertThat(old.allocations("real-10.8.0.0-23")).hasSize(200);
    String again = whereabouts.call(CniCall.add(real("again", 0), network)).address();
    assertThat(left).doesNotContain(again);
    whereabouts.call(CniCall.del(real("new", 7), network)).isSilentSuccess();
    assertThat(old.allocations("real-10.8.0.0-23")).hasSize(200);
    assertThat(old.allocations("real-10.8.0.0-23").findValuesAsText("podref"))
        .contains("default/again-0")
        .doesNotContain("default/new-7");
  }

  private static Attachment real(String name, int number) {
    return new Attachment(
        name + "-container-" + number, "net1", Pod.of("real", "default", name + "-" + number));
  }

  private static String network(String space, String more) {
    return Networks.network(
        space, "\"range\":\"10.7.0.0/24\",\"network_name\":\"" + space + "\"" + more);
  }

  private static int last(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
  }

  private static Set<String> addsUntil(AtomicBoolean enough, String network) {
    Set<String> given = new HashSet<>();
    try {
      for (int i = 0; !enough.get() && i < 120; i++) {
        given.add(add("worker-2", "load-" + i, "load-uid-" + i, "load-container-" + i, network));
      }
      return given;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String add(String node, String pod, String uid, String container, String network)
      throws Exception {
    Attachment attachment = new Attachment(container, "net1", new Pod(uid, "default", pod));
    return RUNNING.cluster().call(node, CniCall.add(attachment, network)).address();
  }

  private static void delete(String node, String pod, String container, String network)
      throws Exception {
    Attachment attachment = new Attachment(container, "net1", new Pod("any", "default", pod));
    RUNNING.cluster().call(node, CniCall.del(attachment, network)).isSilentSuccess();
  }

  private static Command run(String... arguments) throws Exception {
    return RUNNING.cluster().command(arguments);
  }
}
