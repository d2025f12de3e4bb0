package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.Program;
import dev.hereabouts.ipam.controlplane.Programs;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code pools}, {@code list} and {@code show} of a cluster, with the right to read alone. */
final class SeeingTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final String READING =
      """
      [{"apiGroups": ["ipam.hereabouts.dev"],
        "resources": ["hereaboutspools", "hereaboutsblocks"],
        "verbs": ["get", "list"]}]
      """;
  private static final String FOLLOWING = READING.replace("\"list\"", "\"list\", \"watch\"");
  private static final String WEB =
      Networks.network(
          "web",
          "\"range\":\"10.1.0.0/24\",\"range_start\":\"10.1.0.10\",\"range_end\":\"10.1.0.19\"");
  private static final String BLUE =
      Networks.network("blue", "\"range\":\"fd00:1::/64\",\"network_name\":\"blue-net\"");

  private static ClusterViewer viewer;

  @BeforeAll
  static void start() throws Exception {
    Cluster cluster = RUNNING.cluster();
    RUNNING.awaitLeader(cluster.allocator("allocator-1"));
    for (int i = 1; i <= 3; i++) {
      add("worker-1", "web-" + i, WEB);
    }
    add("worker-2", "blue-1", BLUE);
    Await.until(
        "both pools are kept",
        () -> Json.parse(cluster.api().get(ApiRequest.POOLS).body()).path("items").size() == 2);
    viewer = ClusterViewer.make(cluster, "viewer", READING);
  }

  @Test
  @DisplayName("the right to read is enough to see pools, entries, and who holds what")
  void seen() throws Exception {
    assertThat(columns(viewer.run("pools").succeeded(), 6))
        .contains(
            "NETWORK-NAME RANGE SIZE USED FREE USE%",
            "- 10.1.0.0/24 10 3 7 30.0",
            "blue-net fd00:1::/64 18446744073709551614 1 18446744073709551613 0.0");
    assertThat(columns(viewer.run("list", "--range", "10.1.0.0/24").succeeded(), 7))
        .containsExactly(
            "ADDRESS RANGE NETWORK-NAME POD INTERFACE NETWORK NODE",
            "10.1.0.10 10.1.0.0/24 - default/web-1 net1 web worker-1",
            "10.1.0.11 10.1.0.0/24 - default/web-2 net1 web worker-1",
            "10.1.0.12 10.1.0.0/24 - default/web-3 net1 web worker-1");
    assertThat(viewer.runByVariable("show", "fd00:1::1").succeeded())
        .contains("  pod:           default/blue-1\n  pod UID:       " + pod("blue-1").uid());
    assertThat(viewer.run("show", "default/web-2").succeeded()).startsWith("10.1.0.11\n");
    Command nobody = viewer.run("show", "10.1.0.77");
    assertThat(nobody.stderr())
        .isEqualTo("nobody holds 10.1.0.77: not one to give in 10.1.0.0/24\n");
    assertThat(nobody.exit()).isOne();
  }

  @Test
  @DisplayName("as JSON it is what the service tells")
  void documents() throws Exception {
    JsonNode pools = Json.parse(viewer.run("pools", "-o", "json").succeeded()).path("pools");
    assertThat(pools.path(0).path("networks").path(0).asText()).isEqualTo("web");
    assertThat(pools.path(0).path("offers").path(0).path("first").asText()).isEqualTo("10.1.0.10");
    JsonNode entry =
        Json.parse(viewer.run("list", "--node", "worker-2", "-o", "json").succeeded())
            .path("entries")
            .path(0);
    assertThat(entry.path("address").asText()).isEqualTo("fd00:1::1");
    assertThat(entry.path("space").asText()).isEqualTo("blue-net");
    assertThat(entry.path("holder").path("containerId").asText()).isEqualTo("c-blue-1");
  }

  @Test
  @DisplayName("an object that is not understood is named on stderr, and the others are shown")
  void unreadable() throws Exception {
    String block =
        """
        {"apiVersion": "ipam.hereabouts.dev/v1alpha1", "kind": "HereaboutsBlock",
         "metadata": {"name": "10-77-0-0-26"},
         "spec": {"space": "", "cidr": "10.77.0.0/26", "writer": "", "used": 1,
                  "entries": ["no \\u001b[31mentry"]}}
        """;
    String pool =
        """
        {"apiVersion": "ipam.hereabouts.dev/v1alpha1", "kind": "HereaboutsPool",
         "metadata": {"name": "odd", "annotations": {"ipam.hereabouts.dev/description": "{}"}},
         "spec": {"space": "", "range": "10.78.0.0/24"}}
        """;
    var api = RUNNING.cluster().api();
    api.create(ApiRequest.BLOCKS, block).successful();
    api.create(ApiRequest.POOLS, pool).successful();
    try {
      Command listed = viewer.run("list", "--network", "web");
      assertThat(listed.stdout()).hasLineCount(4);
      assertThat(listed.stderr().lines())
          .hasSize(2)
          .anyMatch(line -> line.contains("HereaboutsBlock 10-77-0-0-26: "))
          .anyMatch(line -> line.contains("HereaboutsPool odd: "))
          .allMatch(line -> line.startsWith("hereabouts: left out, not understood: "));
      assertThat(listed.stderr()).doesNotContain("\u001b");
      assertThat(listed.exit()).isOne();
    } finally {
      api.delete(ApiRequest.BLOCKS + "/10-77-0-0-26").successful();
      api.delete(ApiRequest.POOLS + "/odd").successful();
    }
  }

  @Test
  @DisplayName("a watch of a cluster tells what comes and goes, and ends when it is interrupted")
  void watched() throws Exception {
    ClusterViewer follower = ClusterViewer.make(RUNNING.cluster(), "follower", FOLLOWING);
    watch(follower.start("list", "--watch", "--network", "watched"), "cluster");
    watchObjects(follower.start("pools", "--watch", "-o", "json"));
  }

  @Test
  @DisplayName("so does a watch of an agent's socket")
  void watchedSocket() throws Exception {
    watch(
        ClusterViewer.start(
            List.of(
                "list",
                "-w",
                "--network",
                "watched",
                "--socket",
                RUNNING.cluster().socket("worker-2").toString()),
            Map.of()),
        "socket");
  }

  private static void watch(BackgroundCommand watching, String name) throws Exception {
    String network = Networks.range("watched", "10.2.0.0/24");
    try (watching) {
      add("worker-2", name, network);
      watching.awaitLine("ADDED +10\\.2\\.0\\.\\d+ .*default/" + name + " .*");
      delete("worker-2", name, network);
      watching.awaitLine("DELETED +10\\.2\\.0\\.\\d+ .*default/" + name + " .*");
      assertThat(watching.interrupted()).isEqualTo(130);
    }
  }

  private static void watchObjects(BackgroundCommand watching) throws Exception {
    try (watching) {
      watching.awaitLine("\\{\"event\":\"ADDED\",.*\"range\":\"10.1.0.0/24\".*");
      add("worker-1", "more", WEB);
      watching.awaitLine("\\{\"event\":\"MODIFIED\",.*\"used\":\"4\".*");
      delete("worker-1", "more", WEB);
      watching.awaitLine("\\{\"event\":\"MODIFIED\",.*\"used\":\"3\".*");
      assertThat(watching.interrupted()).isEqualTo(130);
    }
  }

  @Test
  @DisplayName("a watch without the right to watch ends with the missing rule")
  void watchRefused() throws Exception {
    Command refused = viewer.run("pools", "--watch");
    assertThat(refused.exit()).isOne();
    assertThat(refused.stdout()).contains("ADDED ");
    assertThat(refused.stderr()).hasLineCount(1).contains("cannot be watched", "verbs [\"watch\"]");
  }

  @Test
  @DisplayName("a range is drawn; of one that no pool has the near ones are named")
  void map() throws Exception {
    assertThat(viewer.run("show", "10.1.0.0/24").succeeded())
        .contains(
            "10.1.0.0    ----------###.......----",
            "  #  used: 3\n  .  free: 7\n  -  not to give: 246\n",
            "\n  which pods are gone is not known: ",
            "the missing rule: apiGroups [\"\"], resources [\"pods\"], verbs [\"list\"]");
    String pods =
        READING.replace(
            "[{", "[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"list\"]},{");
    assertThat(
            ClusterViewer.make(RUNNING.cluster(), "sees-pods", pods)
                .run("show", "10.1.0.0/24")
                .succeeded())
        .as("no pod is there")
        .contains(
            "10.1.0.0    ----------???.......----",
            "  ?  suspect: 3\n  .  free: 7\n  -  not to give: 246\n")
        .doesNotContain("not known");
    Command none = viewer.run("show", "10.1.5.0/24");
    assertThat(none.exit()).isOne();
    assertThat(none.stderr())
        .startsWith("no pool has the range 10.1.5.0/24; near ones: 10.1.0.0/24");
  }

  @Test
  @DisplayName("kubectl hereabouts asks the cluster that kubectl asks")
  void plugin() throws Exception {
    var missing = Programs.ofThisUser().unavailable(Program.KUBECTL);
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
    Map<String, String> environment =
        ClusterViewer.environment(
            Map.of(
                "KUBECONFIG",
                viewer.kubeconfig().toString(),
                "PATH",
                Installation.launcher().getParent() + ":" + System.getenv("PATH")));
    environment.put("HEREABOUTS_SOCKET", "/nowhere");
    List<String> command =
        List.of(
            Programs.ofThisUser().find(Program.KUBECTL).toString(),
            "hereabouts",
            "show",
            "default/web-1");
    assertThat(Command.run(60, environment, command).succeeded()).startsWith("10.1.0.10\n");
  }

  @Test
  @DisplayName("bash completes commands and options")
  void completion() throws Exception {
    String script =
        """
        source <("$0" completion bash)
        complete -p hereabouts >/dev/null || exit 3
        COMP_WORDS=(hereabouts po) COMP_CWORD=1 COMP_LINE='hereabouts po' COMP_POINT=13
        _complete_hereabouts; echo "${COMPREPLY[@]}"
        COMP_WORDS=(hereabouts list --conta) COMP_CWORD=2 COMP_LINE='hereabouts list --conta' COMP_POINT=23
        _complete_hereabouts; echo "${COMPREPLY[@]}"
        """;
    assertThat(
            Command.run(
                    60,
                    ClusterViewer.environment(Map.of()),
                    List.of("bash", "-c", script, Installation.launcher().toString()))
                .succeeded())
        .isEqualTo("pools\n--container\n");
  }

  @Test
  @DisplayName("kubectl tells a pool's numbers, and its conditions with their reasons")
  void kubectl() throws Exception {
    var missing = Programs.ofThisUser().unavailable(Program.KUBECTL);
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
    RUNNING
        .cluster()
        .api()
        .waitFor(
            ApiRequest.POOLS + "/10-1-0-0-24",
            answer -> Json.parse(answer.body()).path("status").path("used").asText().equals("3"));
    assertThat(kubectl("get", "hpool", "10-1-0-0-24", "-o", "wide").lines().map(SeeingTest::words))
        .element(0)
        .isEqualTo(
            "NAME RANGE SIZE USED FREE USE% NETWORK SPACE SUSPECTS NEARLY-FULL EXHAUSTED"
                + " OVERLAPPING AGE");
    assertThat(words(kubectl("get", "hpool", "10-1-0-0-24", "-o", "wide").lines().toList().get(1)))
        .as("no pod is there: how many are suspect depends on when the leader looked")
        .matches("10-1-0-0-24 10.1.0.0/24 10 3 7 30.0 \\[\"web\"] [0-3] False False False .*");
    assertThat(kubectl("describe", "hpool", "10-1-0-0-24"))
        .contains("EnoughAddressesLeft", "AddressesLeft", "NoOverlap", "Suspects:");
  }

  private static String kubectl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Programs.ofThisUser().find(Program.KUBECTL).toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--kubeconfig", viewer.kubeconfig().toString()));
    return Command.run(60, Map.of(), command).succeeded();
  }

  private static String words(String line) {
    return line.strip().replaceAll(" +", " ");
  }

  @Test
  @DisplayName("credentials may come from a command, and the cluster from a context of two files")
  void asking() throws Exception {
    Path runs = RUNNING.cluster().directory().resolve("runs");
    ClusterViewer asking = viewer.asking(runs);
    assertThat(asking.run("show", "default/web-1").succeeded()).startsWith("10.1.0.10\n");
    assertThat(runs).hasContent("get-token\n");

    Path other = runs.resolveSibling("kubeconfig-other");
    Files.writeString(other, "current-context: elsewhere\n");
    Map<String, String> both = Map.of("KUBECONFIG", other + ":" + asking.kubeconfig());
    List<String> show = List.of("show", "default/web-2", "--context", "test");
    assertThat(ClusterViewer.run(show, both).succeeded()).startsWith("10.1.0.11\n");
    assertThat(runs).hasContent("get-token\nget-token\n");
    Command nowhere = ClusterViewer.run(List.of("check", "--context", "nowhere"), both);
    assertThat(nowhere.exit()).isOne();
    assertThat(nowhere.stderr())
        .isEqualTo(
            "hereabouts: %s, %s: there is no context named nowhere, only [test]%n"
                .formatted(other, asking.kubeconfig()));
  }

  @Test
  @DisplayName("without a right the missing rule is named; without a cluster, who is not there")
  void refused() throws Exception {
    ClusterViewer stranger = ClusterViewer.make(RUNNING.cluster(), "stranger", "");
    Command forbidden = stranger.run("pools");
    assertThat(forbidden.exit()).isOne();
    assertThat(forbidden.stdout()).isEmpty();
    assertThat(forbidden.stderr())
        .hasLineCount(1)
        .contains(
            "the missing rule: apiGroups [\"ipam.hereabouts.dev\"], resources [\"hereabouts",
            "\"], verbs [\"list\"]",
            "kubeconfig-stranger (from --kubeconfig)");

    var nowhere = RUNNING.cluster().directory().resolve("kubeconfig-nowhere");
    RUNNING
        .cluster()
        .controlPlane()
        .writeKubeconfig(nowhere, URI.create("https://127.0.0.1:1"), "none");
    Command unreachable = new ClusterViewer(nowhere).runByVariable("list");
    assertThat(unreachable.exit()).isOne();
    assertThat(unreachable.stderr())
        .hasLineCount(1)
        .contains("https://127.0.0.1:1", "refused", "(from KUBECONFIG)");

    Command noFile = new ClusterViewer(nowhere.resolveSibling("absent")).run("show", "10.0.0.1");
    assertThat(noFile.exit()).isOne();
    assertThat(noFile.stderr()).hasLineCount(1).contains("absent", "cannot be read");
  }

  /** The first columns of each line, with one blank between them. */
  private static List<String> columns(String table, int number) {
    List<String> lines = new ArrayList<>();
    for (String line : table.lines().toList()) {
      lines.add(String.join(" ", List.of(line.split(" +")).subList(0, number)));
    }
    return lines;
  }

  private static Pod pod(String name) {
    return Pod.of("seeing", "default", name);
  }

  private static void add(String node, String name, String network) throws Exception {
    Attachment attachment = new Attachment("c-" + name, "net1", pod(name));
    assertThat(RUNNING.cluster().call(node, CniCall.add(attachment, network)).ips()).hasSize(1);
  }

  private static void delete(String node, String name, String network) throws Exception {
    Attachment attachment = new Attachment("c-" + name, "net1", pod(name));
    RUNNING.cluster().call(node, CniCall.del(attachment, network)).isSilentSuccess();
  }
}
