package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told beside answers: events, the audit log, metrics. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("Operators are told")
final class SignalsTest {
  private static final String NODE = "worker-1";
  private static final String RANGE = "10.77.0.0/28";

  /** 14 addresses: twelve are more than 80 %, all are more than 95, ten are less than 75. */
  private static final String CONFIG = Networks.range("net-a", RANGE);

  private static final int SIZE = 14;
  private static final Pattern QUERIED = Pattern.compile("hereabouts_[a-z_]+");
  private static final Pattern ROW =
      Pattern.compile("\\| `(hereabouts_\\w+)` \\| (\\w+) \\| (.*?) ?\\| (.*?) \\| .* \\|");

  @TempDir static Path directory;
  private static Cluster cluster;
  private static ClusterProcess allocator;
  private static ClusterProcess agent;

  @BeforeAll
  static void start() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    cluster = Cluster.start(directory);
    String[] options = {"--metrics-listen", "127.0.0.1:0", "--log-format", "json"};
    allocator = cluster.allocatorWith("allocator-1", options);
    agent = cluster.agent(NODE, directory.resolve(NODE).resolve("state"), Map.of(), options);
  }

  @AfterAll
  static void stop() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Attachment attachment(int pod) {
    return attachment(pod, "container-" + pod);
  }

  private static Attachment attachment(int pod, String container) {
    return new Attachment(container, "net1", Pod.of("signals", "default", "pod-" + pod));
  }

  private static void add(int pod) throws IOException, InterruptedException {
    Answer answer = cluster.call(NODE, CniCall.add(attachment(pod), CONFIG));
    assertThat(answer.exit()).as(() -> answer.stdout() + cluster.logsOrReason()).isZero();
  }

  private static JsonNode pool() throws IOException, InterruptedException {
    return Json.parse(cluster.api().get(ApiRequest.POOLS).successful().body()).at("/items/0");
  }

  /** As {@code kubectl describe} asks. */
  private static List<JsonNode> events(String namespace, String kind, String name, String uid)
      throws IOException, InterruptedException {
    String selector =
        "involvedObject.kind%3D"
            + kind
            + ",involvedObject.name%3D"
            + name
            + ",involvedObject.uid%3D"
            + uid;
    String found =
        cluster
            .api()
            .get("/api/v1/namespaces/" + namespace + "/events?fieldSelector=" + selector)
            .successful()
            .body();
    List<JsonNode> events = new ArrayList<>();
    Json.parse(found).path("items").forEach(events::add);
    return events;
  }

  private static List<JsonNode> poolEvents(String reason) throws IOException, InterruptedException {
    JsonNode meta = pool().path("metadata");
    List<JsonNode> events =
        events("default", "HereaboutsPool", meta.path("name").asText(), meta.path("uid").asText());
    events.removeIf(event -> !event.path("reason").asText().equals(reason));
    return events;
  }

  @Test
  @Order(1)
  @DisplayName("on the pool when it is nearly full, once for each mark")
  void nearlyFull() throws Exception {
    for (int pod = 1; pod <= 11; pod++) {
      add(pod);
    }
    Await.until("the status tells", () -> cluster.poolStatus().equals("11 of 14"));
    assertThat(poolEvents("NearlyFull")).isEmpty();
    add(12);
    awaitPoolEvents("NearlyFull", 1);
    add(13);
    add(14);
    awaitPoolEvents("NearlyFull", 2);
    assertThat(poolEvents("NearlyFull"))
        .allMatch(event -> event.path("type").asText().equals("Warning"))
        .extracting(event -> event.path("message").asText())
        .anyMatch(message -> message.contains("full to 85.7 %: 2 of 14 addresses are free"))
        .allMatch(message -> message.contains(RANGE) && message.contains("net-a"));
  }

  private static void awaitPoolEvents(String reason, int count)
      throws IOException, InterruptedException {
    Await.until(
        () -> count + " events " + reason + cluster.logsOrReason(),
        () -> poolEvents(reason).size() == count);
  }

  @Test
  @Order(2)
  @DisplayName("on pod and pool when an ADD is refused, and no more often when it is repeated")
  void exhausted() throws Exception {
    Attachment refused = attachment(SIZE + 1);
    for (int i = 0; i < 20; i++) {
      cluster
          .call(NODE, CniCall.add(refused, CONFIG))
          .isError(100, "Could not allocate IP in range");
    }
    awaitPoolEvents("Exhausted", 1);
    Pod pod = refused.pod();
    Await.until(
        () -> "an event on the pod" + cluster.logsOrReason(),
        () -> events(pod.namespace(), "Pod", pod.name(), pod.uid()).size() == 1);
    JsonNode event = events(pod.namespace(), "Pod", pod.name(), pod.uid()).getFirst();
    assertThat(event.path("reason").asText()).isEqualTo("NoFreeAddress");
    assertThat(event.path("type").asText()).isEqualTo("Warning");
    assertThat(event.path("count").asInt()).isEqualTo(1);
    assertThat(event.path("message").asText())
        .contains("net1", "net-a", RANGE, "none of 14 addresses is free", "hereabouts list");
    assertThat(poolEvents("Exhausted").getFirst().path("message").asText())
        .contains("default/" + pod.name(), "none of 14 addresses is free");
    assertThat(suppressed()).isGreaterThanOrEqualTo(19);
  }

  private static double suppressed() throws IOException, InterruptedException {
    return Scrape.of(allocator).value("hereabouts_events_total", Map.of("outcome", "suppressed"));
  }

  @Test
  @Order(3)
  @DisplayName("when there is room again")
  void roomAgain() throws Exception {
    for (int pod = 11; pod <= SIZE; pod++) {
      cluster.call(NODE, CniCall.del(attachment(pod), CONFIG)).isSilentSuccess();
    }
    Await.until(
        () -> "below 80 % again" + cluster.logsOrReason(),
        () ->
            poolEvents("RoomAgain").stream()
                .anyMatch(event -> event.path("message").asText().contains("below 80 % again")));
    assertThat(poolEvents("RoomAgain"))
        .allMatch(event -> event.path("type").asText().equals("Normal"));
  }

  @Test
  @Order(4)
  @DisplayName("in the audit log of each change of an owner, by lines that are JSON")
  void audit() throws Exception {
    cluster.call(NODE, CniCall.add(attachment(1, "second"), CONFIG)).ips();
    cluster.call(NODE, CniCall.del(attachment(1, "second"), CONFIG)).isSilentSuccess();

    Pod pod = attachment(1).pod();
    Await.until(() -> "three lines" + allocatorLog(), () -> audited(pod).size() >= 3);
    List<JsonNode> lines = audited(pod);
    assertThat(lines)
        .extracting(line -> line.path("message").asText() + " " + line.path("reason").asText())
        .containsExactly("assigned add", "taken-over add", "released del");
    assertThat(lines.get(1).path("fromContainer").asText()).isEqualTo("container-1");
    assertThat(lines.get(1).path("container").asText()).isEqualTo("second");
    assertThat(lines)
        .allSatisfy(line -> {
          assertThat(line.path("pod").asText()).isEqualTo("default/pod-1");
          assertThat(line.path("address").asText()).isEqualTo("10.77.0.1");
          assertThat(line.path("range").asText()).isEqualTo(RANGE);
          assertThat(line.path("network").asText()).isEqualTo("net-a");
          assertThat(line.path("interface").asText()).isEqualTo("net1");
          assertThat(line.path("node").asText()).isEqualTo(NODE);
          assertThat(line.path("space").asText("?")).isEmpty();
          assertThat(line.path("writer").asText()).isNotEmpty();
        });
  }

  @Test
  @Order(5)
  @DisplayName("in the agent's log of each call, with pod, network, interface and address")
  void calls() throws Exception {
    List<JsonNode> lines =
        lines(agent).stream()
            .filter(line -> line.path("logger").asText().equals("cni"))
            .filter(line -> line.path("container").asText().equals("container-1"))
            .toList();
    assertThat(lines).hasSize(1);
    JsonNode line = lines.getFirst();
    assertThat(
            Stream.of("message", "pod", "network", "interface", "address", "node")
                .map(field -> line.path(field).asText()))
        .containsExactly("ADD done", "default/pod-1", "net-a", "net1", "10.77.0.1/28", NODE);
  }

  private static List<JsonNode> audited(Pod pod) throws IOException {
    return lines(allocator).stream()
        .filter(line -> line.path("logger").asText().equals("audit"))
        .filter(line -> line.path("uid").asText().equals(pod.uid()))
        .toList();
  }

  private static String allocatorLog() {
    try {
      return allocator.log();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Every line must be JSON; the last one may be under way. */
  private static List<JsonNode> lines(ClusterProcess process) throws IOException {
    String log = process.log();
    return log.substring(0, log.lastIndexOf('\n') + 1).lines().map(Json::parse).toList();
  }

  @Test
  @Order(6)
  @DisplayName("in numbers that are right")
  void numbers() throws Exception {
    Scrape leader = Scrape.of(allocator);
    Map<String, String> pool = Map.of("space", "", "pool", RANGE);
    assertThat(leader.value("hereabouts_pool_addresses", pool)).isEqualTo(SIZE);
    assertThat(leader.value("hereabouts_pool_used_addresses", pool)).isEqualTo(9);
    assertThat(leader.value("hereabouts_pool_free_addresses", pool)).isEqualTo(5);
    assertThat(leader.value("hereabouts_pools", Map.of())).isEqualTo(1);
    assertThat(leader.value("hereabouts_leader", Map.of())).isEqualTo(1);
    assertThat(leader.value("hereabouts_leader_transitions_total", Map.of())).isEqualTo(1);
    assertThat(leader.value("hereabouts_agents_connected", Map.of())).isEqualTo(1);
    assertThat(leader.value("hereabouts_requests_waiting", Map.of())).isZero();
    assertThat(leader.value("hereabouts_state_load_seconds", Map.of())).isPositive();
    assertThat(
            leader.value(
                "hereabouts_request_seconds_count",
                Map.of("request", "add", "outcome", "exhausted")))
        .isEqualTo(20);
    assertThat(leader.value("hereabouts_owner_changes_total", Map.of("action", "taken_over")))
        .isEqualTo(1);
    assertThat(leader.value("hereabouts_owner_changes_total", Map.of("action", "assigned")))
        .isEqualTo(SIZE);
    assertThat(
            leader.value(
                "hereabouts_api_requests_total",
                Map.of("verb", "put", "resource", "hereaboutsblocks", "code", "200")))
        .isPositive();

    Scrape node = Scrape.of(agent);
    assertThat(
            node.value(
                "hereabouts_cni_call_seconds_count", Map.of("command", "ADD", "outcome", "100")))
        .isEqualTo(20);
    assertThat(node.value("hereabouts_agent_ready", Map.of())).isEqualTo(1);
    assertThat(node.value("hereabouts_agent_entries", Map.of())).isEqualTo(9);
    assertThat(node.value("hereabouts_journal_releases", Map.of())).isZero();
  }

  @Test
  @Order(7)
  @DisplayName("under the names, types and labels that are written down, and no others")
  void names() throws Exception {
    Set<String> served = new TreeSet<>();
    Scrape.of(allocator).metrics().forEach(metric -> served.add("allocator " + metric));
    Scrape.of(agent).metrics().forEach(metric -> served.add("agent " + metric));
    Path home = Files.createDirectory(directory.resolve("standalone"));
    try (Standalone standalone = Standalone.start(home);
        SocketConnection connection = standalone.connect()) {
      connection.call(CniCall.add(attachment(1), CONFIG)).ips();
      assertThat(standalone.log()).contains("INFO audit - assigned ");
      new Scrape(connection.get("/metrics"))
          .metrics()
          .forEach(metric -> served.add("standalone " + metric));
    }

    assertThat(served).isEqualTo(documented());
    Golden golden = new Golden("metrics");
    golden.check("names.txt", String.join("\n", served) + "\n");
    golden.checkThatAllWereUsed();
  }

  /** The table of docs/metrics.md. */
  private static Set<String> documented() throws IOException {
    Set<String> documented = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(file("docs/metrics.md")));
    while (row.find()) {
      String labels =
          Stream.of(row.group(3).replace("`", "").split(", *"))
              .filter(label -> !label.isEmpty())
              .sorted()
              .map(label -> " " + label)
              .collect(Collectors.joining());
      for (String from : List.of(row.group(4).split(", ", -1))) {
        documented.add(from + " " + row.group(1) + " " + row.group(2) + labels);
      }
    }
    return documented;
  }

  @Test
  @Order(8)
  @DisplayName("by alerts and a dashboard that ask for what is served")
  void queries() throws Exception {
    Set<String> served = new TreeSet<>(Scrape.of(allocator).samples());
    served.addAll(Scrape.of(agent).samples());

    JsonNode dashboard = Json.parse(Files.readString(file("deploy/grafana/hereabouts.json")));
    List<String> queries = dashboard.findValuesAsText("expr");
    assertThat(queries).hasSizeGreaterThan(20);
    assertThat(queried(String.join("\n", queries))).isSubsetOf(served).hasSizeGreaterThan(20);

    String rules = Files.readString(file("deploy/prometheus/rules.yaml"));
    assertThat(queried(rules)).isSubsetOf(served).hasSizeGreaterThan(5);
  }

  private static Set<String> queried(String text) {
    return QUERIED
        .matcher(text)
        .results()
        .map(result -> result.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Path file(String name) {
    return Installation.sources().resolveSibling(name);
  }

  @Test
  @Order(9)
  @DisplayName("with the rights that the manifests give")
  void rights() throws Exception {
    String manifests = Files.readString(file("deploy/hereabouts.yaml"));
    for (String object : manifests.split("(?m)^---$", -1)) {
      for (String kind : List.of("ClusterRole", "ClusterRoleBinding")) {
        if (object.contains("\nkind: " + kind + "\n")) {
          cluster
              .api()
              .create(
                  "/apis/rbac.authorization.k8s.io/v1/" + kind.toLowerCase(Locale.ROOT) + "s",
                  object)
              .successful();
        }
      }
    }
    assertThat(mayWriteEvents("create")).isTrue();
    assertThat(mayWriteEvents("patch")).isTrue();
    assertThat(mayWriteEvents("delete")).isFalse();
  }

  private static boolean mayWriteEvents(String verb) throws IOException, InterruptedException {
    String review =
        """
        {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{\
        "user":"system:serviceaccount:hereabouts-system:hereabouts-allocator",\
        "resourceAttributes":{"namespace":"shop","resource":"events","verb":"%s"}}}\
        """
            .formatted(verb);
    String answer =
        cluster
            .api()
            .create("/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
            .successful()
            .body();
    return Json.parse(answer).at("/status/allowed").asBoolean();
  }
}
