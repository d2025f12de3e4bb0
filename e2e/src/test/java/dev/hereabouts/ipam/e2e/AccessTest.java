package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask the leader and the agents, and for what. */
final class AccessTest {
  private static final String CONFIG = Networks.range("net-a", "10.0.0.0/24");
  private static final String OWNER = "owner";
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir static Path directory;
  private static Cluster cluster;

  /** Of the node {@link #OWNER}, in all tests. */
  private static Promises owned;

  @BeforeAll
  static void start() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    cluster = Cluster.start(directory);
    cluster.allocator("allocator");
    cluster.agent(OWNER);
    cluster.makeNode("other");
    owned = new Promises(cluster);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @DisplayName("without a token of a node's agent the leader gives, frees and tells nothing")
  void strangers() throws Exception {
    Attachment held = attachment(OWNER, "held");
    owned.add(OWNER, held, CONFIG);
    Map<String, String> strangers = strangers(cluster.agentToken(OWNER));
    try (LeaderClient client = LeaderClient.connect(cluster)) {
      for (Map.Entry<String, String> stranger : strangers.entrySet()) {
        String token = stranger.getKey();
        for (LeaderClient.Response response :
            new LeaderClient.Response[] {
              client.post("/v1/add", token, add(OWNER, "new")),
              client.post("/v1/release", token, delete(held)),
              client.get("/v1/node-entries", token),
              client.get("/v1/leader", token)
            }) {
          assertThat(response.status()).as(stranger + " " + response).isEqualTo(401);
          assertThat(response.body()).contains(stranger.getValue()).doesNotContain("10.0.0.");
        }
      }
      assertThat(client.post("/v1/add", null, add(OWNER, "new")).status()).isEqualTo(401);
    }
    owned.verify();
  }

  /** Tokens that are not an agent's, and what the leader says of each. */
  private static Map<String, String> strangers(String good) throws Exception {
    String audience = Cluster.AUDIENCE;
    String namespace = Cluster.NAMESPACE;
    var api = cluster.api();
    for (String path : new String[] {namespace, "default"}) {
      api.create(
              "/api/v1/namespaces/" + path + "/serviceaccounts",
              "{\"metadata\":{\"name\":\"somebody\"}}")
          .successful();
    }
    api.create(
            "/api/v1/namespaces/default/serviceaccounts",
            "{\"metadata\":{\"name\":\"hereabouts-agent\"}}")
        .successful();
    Map<String, String> strangers = new LinkedHashMap<>();
    strangers.put("nonsense", "the token is not valid");
    strangers.put(good + "x", "the token is not valid");
    strangers.put(
        ExpiredToken.of(good, cluster.controlPlane().tokenSigningKey()), "the token is not valid");
    strangers.put(cluster.controlPlane().adminToken(), "the token is not");
    strangers.put(
        api.boundToken(namespace, "hereabouts-agent", "another-audience", "Node", OWNER),
        "the token is not");
    strangers.put(
        api.boundToken(namespace, "somebody", audience, "Node", OWNER), "somebody is no agent");
    strangers.put(
        api.boundToken("default", "hereabouts-agent", audience, "Node", OWNER),
        "default:hereabouts-agent is no agent");
    strangers.put(
        api.serviceAccountToken(namespace, "hereabouts-agent", audience),
        "the token names no node");
    return strangers;
  }

  @Test
  @DisplayName("an agent's token frees, changes and shows nothing of another node")
  void otherNode() throws Exception {
    Attachment held = attachment(OWNER, "kept");
    owned.add(OWNER, held, CONFIG);
    HeldAddress entry =
        cluster.entries().stream().filter(one -> one.isOf(held)).findFirst().orElseThrow();
    String token = cluster.agentToken("other");
    try (LeaderClient client = LeaderClient.connect(cluster)) {
      forbidden(client.post("/v1/release", token, delete(held)));
      forbidden(
          client.post("/v1/release", token, delete(held).replace("\"deleted\"", "\"abandoned\"")));
      forbidden(
          client.post(
              "/v1/release",
              token,
              "{\"kind\":\"reclaimed\",\"claims\":[{\"space\":\"\",\"address\":\"%s\",\"id\":\"%s\",\"containerId\":\"%s\"}]}"
                  .formatted(entry.address(), entry.id(), entry.containerId())));
      forbidden(client.post("/v1/add", token, add(OWNER, "new")));
      forbidden(
          client.post(
              "/v1/add",
              token,
              add("other", "new")
                  .replace(attachment("other", "new").pod().uid(), held.pod().uid())));
      forbidden(
          client.post(
              "/v1/add",
              token,
              add("other", "new")
                  .replace(attachment("other", "new").containerId(), held.containerId())));
      assertThat(client.get("/v1/node-entries", token))
          .isEqualTo(new LeaderClient.Response(200, ""));
      assertThat(client.get("/v1/node-entries", cluster.agentToken(OWNER)).body())
          .as("what the owner itself is told")
          .contains(held.containerId());
    }
    owned.verify();
  }

  private static void forbidden(LeaderClient.Response response) {
    assertThat(response.status()).as(response.toString()).isEqualTo(403);
    assertThat(response.body()).contains("node other asked for");
  }

  @Test
  @DisplayName("a newer agent's unknown field is passed by, and its unknown kind and path refused")
  void newerAgent() throws Exception {
    String token = cluster.agentToken("other");
    String newer = add("other", "newer").replaceFirst("\\{", "{\"sticky\":{\"for\":[1]},");
    try (LeaderClient client = LeaderClient.connect(cluster)) {
      LeaderClient.Response added = client.post("/v1/add", token, newer);
      assertThat(added.status()).as(added.toString()).isEqualTo(200);
      assertThat(added.body()).contains("\"assigned\"", "\"10.0.0.");
      String delete = delete(attachment("other", "newer"));
      assertThat(client.post("/v1/release", token, delete.replace("deleted", "lent")))
          .extracting(LeaderClient.Response::status, LeaderClient.Response::body)
          .containsExactly(
              400,
              "{\"reason\":\"/kind: \\\"lent\\\" is not known to protocol 1: upgrade the allocator\"}");
      assertThat(client.post("/v1/lend", token, "{}").status()).isEqualTo(404);
      assertThat(client.post("/v1/release", token, delete).body()).contains("\"released\"");
    }
    assertThat(cluster.entries()).noneMatch(entry -> entry.isOf(attachment("other", "newer")));
  }

  @Test
  @DisplayName("an agent with a bad token gets nothing and says why, until its file has a good one")
  void tokenFile() throws Exception {
    cluster.makeNode("filed");
    Path file = directory.resolve("token");
    String good = cluster.agentToken("filed");
    Files.writeString(file, ExpiredToken.of(good, cluster.controlPlane().tokenSigningKey()));
    cluster.agent(
        "filed", directory.resolve("filed-state"), Map.of(), "--token-file", file.toString());
    Promises promises = new Promises(cluster);
    Attachment first = attachment("filed", "first");
    Attachment second = attachment("filed", "second");
    CompletableFuture<Answer> waiting =
        new Shim(cluster.socket("filed")).callBeside(CniCall.add(first, CONFIG));
    Await.until(
        "the agent says what is wrong",
        () -> cluster.health("filed").contains("401: the token is not valid"));
    cluster
        .call("filed", CniCall.of("STATUS", first, CONFIG))
        .isError(50, "401: the token is not valid");
    assertThat(waiting).isNotDone();

    replace(file, good);
    promises.added("filed", first, waiting.get());
    promises.verify();

    replace(file, cluster.agentToken("other"));
    cluster
        .call("filed", CniCall.add(second, CONFIG))
        .isError(11, "403: node other asked for an address on node filed");
    promises.delete("filed", first, CONFIG);
    assertThat(cluster.entries()).as("freed for another node").anyMatch(one -> one.isOf(first));
    replace(file, good);
    promises.verify();
  }

  /** As the kubelet does: another file takes its place. */
  private static void replace(Path file, String token) throws IOException {
    Path next = file.resolveSibling("token.next");
    Files.writeString(next, token);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  @DisplayName("another user than root cannot open the socket, by its mode and by its directory's")
  void otherUser() throws Exception {
    assumeTrue(runsAsNobody("true"), "running a program as another user needs root and setpriv");
    try (OpenDirectory open = OpenDirectory.create()) {
      Path shim = Files.copy(Installation.shim(), open.path().resolve("shim"));
      chmod("rwxr-xr-x", shim);
      Path run = open.path().resolve("run");
      Path socket = run.resolve("s");
      cluster.agentAt(socket, "guarded", directory.resolve("guarded-state"), Map.of());
      Attachment mine = attachment("guarded", "mine");
      Promises promises = new Promises(cluster);
      asNobody(shim, socket, mine).isError(11, "permission denied");

      chmod("rwxr-xr-x", run);
      asNobody(shim, socket, mine).isError(11, "permission denied");

      chmod("rw-rw-rw-", socket);
      promises.added("guarded", mine, asNobody(shim, socket, mine));
      promises.verify();
    }
  }

  /** A directory that every user can enter, unlike those of JUnit. */
  private record OpenDirectory(Path path) implements AutoCloseable {
    static OpenDirectory create() throws IOException {
      Path path = Files.createTempDirectory("hereabouts");
      chmod("rwxr-xr-x", path);
      return new OpenDirectory(path);
    }

    @Override
    public void close() throws IOException {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean runsAsNobody(String program) throws IOException, InterruptedException {
    return new ProcessBuilder("bash", "-c", String.join(" ", AS_NOBODY) + " " + program)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static Answer asNobody(Path shim, Path socket, Attachment attachment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(AS_NOBODY);
    command.add(shim.toString());
    return new Shim(socket, command).call(CniCall.add(attachment, CONFIG));
  }

  private static void chmod(String mode, Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** An ADD of this node for an attachment of its own, in the leader's words. */
  private static String add(String node, String name) {
    Attachment attachment = attachment(node, name);
    return """
    {"pod":{"uid":"%s","namespace":"default","name":"%s"},"ifName":"net1",\
    "holder":{"containerId":"%s","node":"%s","netns":"/n","netnsInode":1,"epoch":9,"number":9},\
    "network":"net-a","ranges":[{"cidr":"10.0.0.0/24","first":"10.0.0.1","last":"10.0.0.254"}],\
    "now":1}\
    """
        .formatted(attachment.pod().uid(), name, attachment.containerId(), node);
  }

  /** A DEL that comes after every ADD, in the leader's words. */
  private static String delete(Attachment attachment) {
    return "{\"kind\":\"deleted\",\"containerId\":\"%s\",\"ifName\":\"net1\",\"epoch\":99,\"number\":1}"
        .formatted(attachment.containerId());
  }

  private static Attachment attachment(String node, String name) {
    return new Attachment(node + "-" + name, "net1", Pod.of(node, "default", name));
  }
}
