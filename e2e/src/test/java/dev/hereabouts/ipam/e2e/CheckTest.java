package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code check} on a cluster in which more and more is wrong. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CheckTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final int FOUND = 2;
  private static final String USED_77 = "{\"status\":{\"used\":\"77\"}}";
  private static final String ID = "00000000000000000000000000000001";

  private static LeakScene scene;
  private static String network;
  private static ClusterProcess leader;

  @BeforeAll
  static void start() throws Exception {
    leader = RUNNING.cluster().allocator("allocator-1");
    RUNNING.awaitLeader(leader);
    scene = new LeakScene(RUNNING.cluster(), "check");
    network = scene.network("\"range\":\"10.40.0.0/24\"");
    for (String pod : List.of("a", "b")) {
      scene.add(pod, scene.make(pod), network).address();
    }
  }

  @Test
  @Order(1)
  @DisplayName("a cluster in which all fits: exit code 0, also with the record of a node's agent")
  void allFits() throws Exception {
    awaitUsed("check", 2);
    Command check = check("--socket", RUNNING.cluster().socket("worker-1").toString());

    assertThat(check.stdout() + check.stderr())
        .isEqualTo("all fits: 2 entries in 1 block, 1 pool\n");
    assertThat(check.exit()).isZero();
  }

  @Test
  @Order(2)
  @DisplayName("with the right to read alone it finds the same; without one, the rule is named")
  void rights() throws Exception {
    String ours =
        """
        {"apiGroups": ["ipam.hereabouts.dev"],
         "resources": ["hereaboutspools", "hereaboutsblocks"], "verbs": ["get", "list"]},
        {"apiGroups": [""], "resources": ["pods", "nodes"], "verbs": ["list"]}
        """;
    String leaders =
        """
        ,{"apiGroups": [""], "resources": ["configmaps"],
          "resourceNames": ["hereabouts-allocator"], "verbs": ["get"]},
        {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"],
          "resourceNames": ["hereabouts-allocator"], "verbs": ["get"]}
        """;
    assertThat(
            ClusterViewer.make(RUNNING.cluster(), "checks", "[" + ours + leaders + "]")
                .run("check")
                .succeeded())
        .startsWith("all fits: ");
    Command refused =
        ClusterViewer.make(RUNNING.cluster(), "checks-less", "[" + ours + "]").run("check");
    assertThat(refused.exit()).isOne();
    assertThat(refused.stderr())
        .hasLineCount(1)
        .contains(
            "the missing rule: apiGroups [\"\"], resources [\"configmaps\"], verbs [\"get\"]");
  }

  @Test
  @Order(3)
  @DisplayName("what a hand does to the pools' objects the leader puts right")
  void putRight() throws Exception {
    KubernetesApi api = RUNNING.cluster().api();
    LeakScene lost = new LeakScene(RUNNING.cluster(), "lost");
    lost.add("a", lost.make("a"), lost.network("\"range\":\"10.41.0.0/24\"")).address();
    String pool = poolOf("lost");
    awaitUsed("lost", 1);

    api.merge(pool + "/status", USED_77).successful();
    awaitUsed("lost", 1);
    api.delete(pool).successful();
    Await.until("the pool is there again", () -> api.get(pool).status() == 200);
    awaitUsed("lost", 1);
  }

  @Test
  @Order(4)
  @DisplayName("each thing that is wrong is found; what has a safe repair is repaired, and no more")
  void findings() throws Exception {
    KubernetesApi api = RUNNING.cluster().api();
    scene.remove("b"); // a leak
    JsonNode block = RUNNING.cluster().blocks("check").getFirst();
    String path = ApiRequest.BLOCKS + "/" + block.path("metadata").path("name").asText();
    List<String> entries = new ArrayList<>();
    block.path("spec").path("entries").forEach(entry -> entries.add(entry.textValue()));
    String first = entries.getFirst();
    String uid = scene.make("rival");
    entries.add(
        "10.40.0.1/24 pod=default/check-rival uid="
            + uid
            + " if=net1 node=worker-9 attempt=1.1 id="
            + ID);
    entries.add(
        first.replace("10.40.0.1/24", "10.40.0.7/24").replaceAll("id=[0-9a-f]+$", "id=" + ID));
    put(path, entries); // an address twice, a node that is not there, an owner twice
    api.merge(path, "{\"metadata\":{\"finalizers\":null}}").successful();
    LeakScene mixed = new LeakScene(RUNNING.cluster(), "mixed");
    mixed.add("a", mixed.make("a"), mixed.network("\"range\":\"10.42.0.0/24\"")).address();
    mixed
        .add(
            "b",
            mixed.make("b"),
            mixed.network("\"range\":\"10.42.0.0/16\",\"enable_overlapping_ranges\":false"))
        .address();
    api.create(ApiRequest.BLOCKS, block("10-43-0-0-26", "10.43.0.0/26", "no entry")).successful();
    api.create(ApiRequest.BLOCKS, block("10-43-0-64-26", "10.43.0.64/26")).successful();
    api.create(ApiRequest.BLOCKS, block("by-hand", "10.43.0.128/26")).successful();
    makeOddPool();

    awaitUsed("mixed", 1);

    Command check =
        check("-o", "json", "--socket", RUNNING.cluster().socket("worker-1").toString());
    assertThat(check.exit()).as(check.stderr()).isEqualTo(FOUND);
    assertThat(found(check))
        .containsExactlyInAnyOrder(
            "address-twice Address 10.40.0.1 check",
            "unreadable-block HereaboutsBlock 10-43-0-0-26",
            "misplaced-block HereaboutsBlock by-hand",
            "unreadable-pool HereaboutsPool odd",
            "same-owner-twice Address 10.40.0.7 check",
            "leak Address 10.40.0.2 check",
            "node-gone Node worker-9",
            "policies-differ HereaboutsPool 10.42.0.0/24 mixed",
            "no-finalizer HereaboutsBlock "
                + block.path("metadata").path("name").asText()
                + " repairable",
            "empty-block HereaboutsBlock 10-43-0-64-26 repairable",
            "agent-misses Address 10.40.0.7 check");

    api.delete(ApiRequest.POOLS + "/odd").successful();
    Command repair = check("--repair");
    assertThat(repair.exit()).as(repair.stdout()).isEqualTo(FOUND);
    assertThat(repair.stdout())
        .contains(
            ": the finalizer was put back",
            "repaired empty-block 10-43-0-64-26: the block was deleted");
    assertThat(api.get(ApiRequest.BLOCKS + "/10-43-0-64-26").status()).isEqualTo(404);
    assertThat(api.get(path).body()).contains("ipam.hereabouts.dev/entries");

    api.merge(ApiRequest.BLOCKS + "/10-43-0-0-26", "{\"metadata\":{\"finalizers\":null}}")
        .successful();
    api.delete(ApiRequest.BLOCKS + "/10-43-0-0-26").successful();
    api.delete(ApiRequest.BLOCKS + "/by-hand").successful();
    assertThat(scene.held()).containsExactly("10.40.0.1", "10.40.0.1", "10.40.0.2", "10.40.0.7");
    put(path, List.of(first));
    awaitUsed("check", 1);
    assertThat(found(check("-o", "json")))
        .containsExactly("policies-differ HereaboutsPool 10.42.0.0/24 mixed");
  }

  @Test
  @Order(5)
  @DisplayName(
      "numbers that nobody brings up to date, a lost pool, and that nobody leads, is found")
  void noLeader() throws Exception {
    KubernetesApi api = RUNNING.cluster().api();
    leader.terminate();
    String pool = poolOf("check");
    String lost = poolOf("lost");
    api.merge(pool + "/status", USED_77).successful();
    api.delete(lost).successful();
    makeOddPool(); // it may be the one that is lost

    List<String> found =
        List.of(
            "no-leader Lease hereabouts-allocator",
            "no-pool HereaboutsPool 10.41.0.0/24 lost",
            "pool-numbers HereaboutsPool " + pool.substring(pool.lastIndexOf('/') + 1),
            "policies-differ HereaboutsPool 10.42.0.0/24 mixed",
            "unreadable-pool HereaboutsPool odd");
    assertThat(found(check("-o", "json"))).containsExactlyInAnyOrderElementsOf(found);

    api.delete(ApiRequest.POOLS + "/odd").successful();
    assertThat(check("--repair").stdout())
        .contains("repaired no-pool 10.41.0.0/24: the HereaboutsPool was made");
    assertThat(api.get(lost).status()).isEqualTo(200);
  }

  @Test
  @Order(6)
  @DisplayName("a second look reads what has changed, and what is over by then is not told")
  void secondLook() throws Exception {
    KubernetesApi api = RUNNING.cluster().api();
    for (String name : List.of("10-50-0-0-26", "10-50-0-64-26", "10-50-0-128-26")) {
      makeEmptyBlock(api, name);
    }
    Fate.Late looks = new Fate.Late();
    CompletableFuture<Void> reached = new CompletableFuture<>();
    AtomicInteger wholeLists = new AtomicInteger();
    RUNNING
        .proxy()
        .rule(request -> {
          boolean lists = request.path().equals(ApiRequest.BLOCKS);
          if (lists && request.query().contains("limit=250")) {
            wholeLists.incrementAndGet();
          } else if (lists && reached.complete(null)) {
            return looks;
          }
          return Fate.PASS;
        });
    Path proxy = scene.through(RUNNING.proxy());

    CompletableFuture<Command> check =
        CompletableFuture.supplyAsync(() -> {
          try {
            return LeakScene.run(proxy, List.of("check", "-o", "json"));
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    reached.get(60, TimeUnit.SECONDS); // the first look is over
    api.delete(ApiRequest.BLOCKS + "/10-50-0-0-26").successful();
    api.merge(ApiRequest.BLOCKS + "/10-50-0-64-26", "{\"metadata\":{\"labels\":{\"new\":\"yes\"}}}")
        .successful();
    api.create(ApiRequest.BLOCKS, block("10-50-0-192-26", "10.50.0.192/26", "no entry"))
        .successful();
    looks.release();

    assertThat(found(check.get(60, TimeUnit.SECONDS)))
        .contains(
            "empty-block HereaboutsBlock 10-50-0-128-26 repairable",
            "unreadable-block HereaboutsBlock 10-50-0-192-26")
        .noneMatch(finding -> finding.contains("10-50-0-0-26"))
        .noneMatch(finding -> finding.contains("10-50-0-64-26"));
    assertThat(wholeLists).hasValue(1);
  }

  private static void makeEmptyBlock(KubernetesApi api, String name) throws Exception {
    String cidr = name.replaceFirst("-26$", "/26").replace('-', '.');
    api.create(ApiRequest.BLOCKS, block(name, cidr)).successful();
  }

  private static void makeOddPool() throws Exception {
    RUNNING
        .cluster()
        .api()
        .create(
            ApiRequest.POOLS,
            """
            {"apiVersion": "ipam.hereabouts.dev/v1alpha1", "kind": "HereaboutsPool",
             "metadata": {"name": "odd", "annotations": {"ipam.hereabouts.dev/description": "{}"}},
             "spec": {"space": "", "range": "10.44.0.0/24"}}
            """)
        .successful();
  }

  private static Command check(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("check"));
    arguments.addAll(List.of(options));
    return LeakScene.run(RUNNING.cluster().kubeconfig(), arguments);
  }

  private static List<String> found(Command check) {
    assertThat(check.exit()).as(check.stderr()).isEqualTo(FOUND);
    List<String> found = new ArrayList<>();
    for (JsonNode finding : Json.parse(check.stdout()).path("findings")) {
      found.add(
          "%s %s %s %s %s"
              .formatted(
                  finding.path("code").asText(),
                  finding.path("kind").asText(),
                  finding.path("name").asText(),
                  finding.path("space").asText(),
                  finding.path("repairable").asBoolean() ? "repairable" : "")
              .replaceAll(" +", " ")
              .strip());
    }
    return found;
  }

  /** Waits until each pool of the space says so. */
  private static void awaitUsed(String space, int used) throws Exception {
    Await.until(
        "the numbers of " + space,
        () -> {
          boolean all = true;
          for (JsonNode pool : pools()) {
            all &=
                !pool.path("spec").path("space").asText().equals(space)
                    || pool.path("status").path("used").asText().equals(String.valueOf(used));
          }
          return all;
        });
  }

  private static JsonNode pools() throws IOException, InterruptedException {
    return Json.parse(RUNNING.cluster().api().get(ApiRequest.POOLS).successful().body())
        .path("items");
  }

  private static String poolOf(String space) throws Exception {
    List<String> paths = new ArrayList<>();
    Await.until(
        "the pool of " + space,
        () -> {
          for (JsonNode pool : pools()) {
            if (pool.path("spec").path("space").asText().equals(space)) {
              paths.add(ApiRequest.POOLS + "/" + pool.path("metadata").path("name").asText());
            }
          }
          return !paths.isEmpty();
        });
    return paths.getFirst();
  }

  private static String block(String name, String cidr, String... entries) {
    ObjectNode block = JsonNodeFactory.instance.objectNode();
    block.put("apiVersion", "ipam.hereabouts.dev/v1alpha1").put("kind", "HereaboutsBlock");
    ArrayNode finalizers = block.putObject("metadata").put("name", name).putArray("finalizers");
    if (entries.length > 0) {
      finalizers.add("ipam.hereabouts.dev/entries");
    }
    ObjectNode spec = block.putObject("spec").put("space", "").put("cidr", cidr);
    spec.put("writer", "hand").put("used", entries.length);
    List.of(entries).forEach(spec.putArray("entries")::add);
    return block.toString();
  }

  /** Puts these entries there, and the count that belongs to them. */
  private static void put(String path, List<String> entries) throws Exception {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode spec = patch.putObject("spec").put("used", entries.size());
    entries.forEach(spec.putArray("entries")::add);
    RUNNING.cluster().api().merge(path, patch.toString()).successful();
  }
}
