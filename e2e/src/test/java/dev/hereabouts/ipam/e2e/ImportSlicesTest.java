package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.Peers;
import dev.hereabouts.ipam.controlplane.ProgramUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes' slices on their way from whereabouts and back, on a cluster whose leader serves. */
final class ImportSlicesTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static OldInstallation old;
  private static ClusterProcess leader;

  @BeforeAll
  static void start() throws Exception {
    Peers.defineWhereabouts(RUNNING.cluster().api());
    old = new OldInstallation(RUNNING.cluster());
    leader = RUNNING.awaitLeader(RUNNING.cluster().allocator("allocator-1"));
  }

  @Test
  @DisplayName(
      "beside a leader that has given a slice already, the other nodes keep theirs, there and"
          + " back again")
  void besideTheLeader() throws Exception {
    Cluster cluster = RUNNING.cluster();
    String network = sliced("kept", "10.6.0.0/24", "");
    assertThat(add("worker-2", network, "first")).isEqualTo("10.6.0.1");
    create(
        """
        {"nodeSlicePools": [{"name": "kept", "range": "10.6.0.0/24", "sliceSize": "/28",
           "allocations": [{"nodeName": "", "sliceRange": "10.6.0.16/28"},
                           {"nodeName": "worker-1", "sliceRange": "10.6.0.32/28"},
                           {"nodeName": "worker-2", "sliceRange": "10.6.0.48/28"},
                           {"nodeName": "worker-9", "sliceRange": "10.6.0.64/28"}]}],
         "ipPools": [{"name": "kept-worker-1-10.6.0.32-28", "range": "10.6.0.32/28",
           "allocations": {"1": {"id": "old-1", "podref": "default/old-1", "ifname": "net1"}}}]}
        """);

    assertThat(cluster.command("import", "whereabouts", "--yes").succeeded())
        .contains("slices: 3 nodes of 10.6.0.0/24 in kept: 2 to import, 0 here already, 1 left out")
        .contains("10.6.0.48/28: NodeSlicePool kube-system/kept gives it to worker-2, but here")
        .contains("gives 10.6.0.64/28 to worker-9, which is not there")
        .contains("imported 2 slices; verified 2 of 2");
    Await.until(
        "the leader knows them",
        () -> leader.log().contains("10.6.0.0/24 in \"kept\" has 3 slices"));

    assertThat(add("worker-1", network, "second")).isEqualTo("10.6.0.34");
    assertThat(add("worker-2", network, "third")).isEqualTo("10.6.0.2");
    cluster.agent("worker-3");
    assertThat(add("worker-3", network, "fourth")).isEqualTo("10.6.0.17");
    Await.until("the new slice is written", () -> slicesHere("kept").containsKey("worker-3"));
    Map<String, String> expected =
        Map.of(
            "worker-2",
            "10.6.0.0/28",
            "worker-3",
            "10.6.0.16/28",
            "worker-1",
            "10.6.0.32/28",
            "worker-9",
            "10.6.0.64/28");
    assertThat(slicesHere("kept")).isEqualTo(expected);
    assertThat(cluster.command("import", "whereabouts", "--yes").succeeded())
        .contains("slices: 3 nodes of 10.6.0.0/24 in kept: 0 to import, 2 here already, 1 left out")
        .contains("imported 0 slices; verified 2 of 2");

    assertThat(cluster.command("export", "whereabouts", "--yes").succeeded())
        .contains("NodeSlicePools");
    assertThat(old.slices("kept")).isEqualTo(expected);
    assertThat(old.slicePool("kept").path("status").path("allocations")).hasSize(16);
    assertThat(old.allocations("kept-worker-1-10.6.0.32-28").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("1", "2");
    assertThat(old.allocations("kept-worker-2-10.6.0.0-28")).hasSize(2);
    assertThat(old.allocations("kept-worker-3-10.6.0.16-28")).hasSize(1);
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  @DisplayName(
      "the real whereabouts goes on from an export in the slices that its nodes had, and gives no"
          + " address twice")
  void realWhereabouts() throws Exception {
    Path program;
    try {
      program = Peers.ofThisUser().whereabouts();
    } catch (ProgramUnavailableException e) {
      Assumptions.abort(e.reason());
      return;
    }
    Cluster cluster = RUNNING.cluster();
    Path flatFile =
        Files.writeString(
            cluster.directory().resolve("whereabouts.conf"),
            "{\"log_level\":\"error\",\"kubernetes\":{\"kubeconfig\":\"%s\"}}"
                .formatted(cluster.kubeconfig()));
    String network =
        sliced("real", "10.9.0.0/26", ",\"configuration_path\":\"%s\"".formatted(flatFile));
    create(
        """
        {"nodeSlicePools": [{"name": "real", "range": "10.9.0.0/26", "sliceSize": "/28",
           "allocations": [{"nodeName": "", "sliceRange": "10.9.0.0/28"},
                           {"nodeName": "worker-1", "sliceRange": "10.9.0.16/28"},
                           {"nodeName": "", "sliceRange": "10.9.0.32/28"},
                           {"nodeName": "worker-2", "sliceRange": "10.9.0.48/28"}]}]}
        """);
    Shim whereabouts = new Shim(Path.of("/nowhere"), List.of(program.toString()));
    List<RealNode> nodes = List.of(RealNode.of("worker-1", 16), RealNode.of("worker-2", 48));
    for (RealNode node : nodes) {
      for (int i = 0; i < 4; i++) {
        node.given().add(node.call(whereabouts, "was-" + i, network).address());
      }
      assertThat(node.given()).isEqualTo(node.addresses(1, 2, 3, 4));
    }

    cluster.command("import", "whereabouts", "--yes").succeeded();
    Await.until(
        "the leader knows the slices",
        () -> leader.log().contains("10.9.0.0/26 in \"real\" has 2 slices"));
    for (RealNode node : nodes) {
      for (int i = 0; i < 4; i++) {
        node.given().add(add(node.name(), network, node.name() + "-new-" + i));
      }
      Attachment freed = attachment(node.name() + "-was-1");
      cluster.call(node.name(), CniCall.del(freed, network)).isSilentSuccess();
      node.given().remove(1);
      assertThat(node.given()).isEqualTo(node.addresses(1, 3, 4, 5, 6, 7, 8));
    }

    old.remove(); // the export has to say all of it
    cluster.command("export", "whereabouts", "--yes").succeeded();
    assertThat(old.slices("real"))
        .isEqualTo(Map.of("worker-1", "10.9.0.16/28", "worker-2", "10.9.0.48/28"));

    for (RealNode node : nodes) {
      CniCall del = CniCall.del(attachment(node.name() + "-new-0"), network);
      whereabouts.call(del.with("NODENAME", node.name())).isSilentSuccess();
      node.given().remove(3);
      for (int i = 0; i < 8; i++) {
        node.given().add(node.call(whereabouts, "again-" + i, network).address());
      }
      assertThat(node.given())
          .containsExactlyInAnyOrderElementsOf(
              node.addresses(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));
      assertThat(node.call(whereabouts, "too-many", network).exit()).isNotZero();
    }
  }

  /**
   * A node that the real whereabouts serves, too.
   *
   * @param slice the last number of its slice's first address
   * @param given the addresses that its pods hold
   */
  private record RealNode(String name, int slice, List<String> given) {
    static RealNode of(String name, int slice) {
      return new RealNode(name, slice, new ArrayList<>());
    }

    Answer call(Shim whereabouts, String pod, String network) throws Exception {
      CniCall call = CniCall.add(attachment(name + "-" + pod), network);
      return whereabouts.call(call.with("NODENAME", name));
    }

    List<String> addresses(int... places) {
      return IntStream.of(places).mapToObj(place -> "10.9.0." + (slice + place)).toList();
    }
  }

  private static String sliced(String name, String range, String more) {
    return Networks.network(
        name,
        "\"range\":\"%s\",\"network_name\":\"%s\",\"node_slice_size\":\"/28\"%s"
            .formatted(range, name, more));
  }

  private static void create(String seed) throws Exception {
    for (JsonNode object : new Seed(Json.parse(seed)).objects()) {
      old.create(object);
    }
  }

  private static Attachment attachment(String pod) {
    return new Attachment("container-" + pod, "net1", Pod.of("slices", "default", pod));
  }

  private static String add(String node, String network, String pod) throws Exception {
    return RUNNING.cluster().call(node, CniCall.add(attachment(pod), network)).address();
  }

  /** The slices in the status of the pool of a space, by node. */
  private static Map<String, String> slicesHere(String space)
      throws IOException, InterruptedException {
    Map<String, String> slices = new TreeMap<>();
    String pools = RUNNING.cluster().api().get(ApiRequest.POOLS).successful().body();
    for (JsonNode pool : Json.parse(pools).path("items")) {
      if (pool.path("spec").path("space").asText().equals(space)) {
        for (JsonNode each : pool.path("status").path("slices")) {
          slices.put(each.path("node").asText(), each.path("range").asText());
        }
      }
    }
    return slices;
  }
}
