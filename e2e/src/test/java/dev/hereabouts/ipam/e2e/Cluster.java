package dev.hereabouts.ipam.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import dev.hereabouts.ipam.controlplane.ProgramUnavailableException;
import dev.hereabouts.ipam.crds.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A cluster without nodes: a real API server, the custom resources, and as many allocators and
 * agents as a test starts.
 */
final class Cluster implements AutoCloseable {
  static final String NAMESPACE = "hereabouts-system";
  static final String AUDIENCE = "hereabouts.ipam.hereabouts.dev";
  private static final Pattern DOCUMENT_END = Pattern.compile("(?m)^---$");

  private final Path directory;
  private final ControlPlane controlPlane;
  private final Path kubeconfig;
  private final Map<String, ClusterProcess> processes = new LinkedHashMap<>();

  private Cluster(Path directory, ControlPlane controlPlane) {
    this.directory = directory;
    this.controlPlane = controlPlane;
    this.kubeconfig = directory.resolve("kubeconfig");
  }

  /** Starts the control plane, and makes what an installation makes. */
  static Cluster start(Path directory)
      throws IOException, InterruptedException, ProgramUnavailableException {
    Cluster cluster = new Cluster(directory, ControlPlane.start());
    cluster.controlPlane.writeKubeconfig(cluster.kubeconfig);
    KubernetesApi api = cluster.api();
    for (String definition : DOCUMENT_END.split(Definitions.yaml(), -1)) {
      if (!definition.isBlank()) {
        api.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
            .successful();
      }
    }
    api.waitUntilServed(ApiRequest.POOLS);
    api.waitUntilServed(ApiRequest.BLOCKS);
    api.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + NAMESPACE + "\"}}")
        .successful();
    api.create(
            "/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts",
            "{\"metadata\":{\"name\":\"hereabouts-agent\"}}")
        .successful();
    return cluster;
  }

  /** Where networks may name files, too. */
  Path directory() {
    return directory;
  }

  KubernetesApi api() {
    return controlPlane.api();
  }

  /** The administrator's. */
  Path kubeconfig() {
    return kubeconfig;
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  /** Starts an allocator on a port of its own. */
  ClusterProcess allocator(String name) throws IOException, InterruptedException {
    return allocator(name, Map.of());
  }

  /** The same, with these environment variables beside this process's. */
  ClusterProcess allocator(String name, Map<String, String> environment)
      throws IOException, InterruptedException {
    return allocator(name, kubeconfig, environment);
  }

  /** The same, to which this proxy is the API server. */
  ClusterProcess allocator(String name, ApiProxy proxy) throws IOException, InterruptedException {
    return allocator(name, access(name, proxy), Map.of());
  }

  /** The same, with these options beside those that every allocator has. */
  ClusterProcess allocatorWith(String name, String... options)
      throws IOException, InterruptedException {
    return allocator(name, kubeconfig, Map.of(), options);
  }

  /** The same with this grace period, before what nobody uses is taken back. */
  ClusterProcess allocator(String name, ApiProxy proxy, Duration gracePeriod)
      throws IOException, InterruptedException {
    return allocator(
        name, access(name, proxy), Map.of(), "--grace-period", gracePeriod.toSeconds() + "s");
  }

  private Path access(String name, ApiProxy proxy) throws IOException {
    Path file = Files.createDirectories(directory.resolve(name)).resolve("kubeconfig");
    controlPlane.writeKubeconfig(file, proxy.url(), controlPlane.adminToken());
    return file;
  }

  private ClusterProcess allocator(
      String name, Path access, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("allocator", "--kubeconfig", access.toString()));
    arguments.addAll(List.of("--listen", "127.0.0.1:0"));
    arguments.addAll(List.of(options));
    return start(name, environment, arguments.toArray(String[]::new));
  }

  /** Starts an allocator beside whereabouts. */
  ClusterProcess allocatorBeside(String name) throws IOException, InterruptedException {
    return allocator(name, kubeconfig, Map.of(), "--beside-whereabouts=kube-system");
  }

  /** The same, to which this proxy is the API server. */
  ClusterProcess allocatorBeside(String name, ApiProxy proxy)
      throws IOException, InterruptedException {
    return allocator(name, access(name, proxy), Map.of(), "--beside-whereabouts=kube-system");
  }

  /** Starts an allocator that agents reach through the relay. */
  ClusterProcess allocator(String name, Relay relay) throws IOException, InterruptedException {
    return start(
        name,
        Map.of(),
        "allocator",
        "--kubeconfig",
        kubeconfig.toString(),
        "--listen",
        relay.target(),
        "--advertise",
        relay.host());
  }

  /** A node without an agent, if it is not there. */
  void makeNode(String node) throws IOException, InterruptedException {
    if (api().get("/api/v1/nodes/" + node).status() == 404) {
      api().create("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + node + "\"}}").successful();
    }
  }

  /** The token that the agent of this node, which must be there, shows to the leader. */
  String agentToken(String node) throws IOException, InterruptedException {
    return api().boundToken(NAMESPACE, "hereabouts-agent", AUDIENCE, "Node", node);
  }

  /** Starts the agent of a node, whose Node object is made if it is not there. */
  ClusterProcess agent(String node) throws IOException, InterruptedException {
    return agent(node, directory.resolve(node).resolve("state"), Map.of());
  }

  /** The same with a state directory, variables and options of its own. */
  ClusterProcess agent(String node, Path state, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    return agentAt(socket(node), node, state, environment, options);
  }

  /**
   * The same at a socket of its own.
   *
   * @param options beside those that every agent has
   */
  ClusterProcess agentAt(
      Path socket, String node, Path state, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    makeNode(node);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("agent", "--kubeconfig", kubeconfig.toString(), "--node", node));
    arguments.addAll(List.of("--socket", socket.toString(), "--state", state.toString()));
    arguments.addAll(List.of("--allow-path", directory.toString()));
    arguments.addAll(List.of(options));
    return start(node, environment, arguments.toArray(String[]::new));
  }

  private ClusterProcess start(String name, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ClusterProcess process = ClusterProcess.start(directory.resolve(name), environment, arguments);
    processes.put(name, process);
    return process;
  }

  Path socket(String node) {
    return directory.resolve(node).resolve("s");
  }

  /** Calls a node's agent as its container runtime does. */
  Answer call(String node, CniCall call) throws IOException, InterruptedException {
    return new Shim(socket(node)).call(call);
  }

  /** Runs a command with the administrator's kubeconfig. */
  Command command(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Installation.launcher().toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    return Command.run(
        60,
        Map.of("HEREABOUTS_NO_BUILD", "1", "JAVA_HOME", System.getProperty("java.home")),
        command);
  }

  /** Whether a node's agent says that it can serve, or why not. */
  String health(String node) throws IOException {
    try (SocketConnection connection = SocketConnection.open(socket(node))) {
      return connection.health();
    }
  }

  /** Who holds the lease, or "" when nobody does. */
  String leader() throws IOException, InterruptedException {
    return lease().path("holderIdentity").asText("");
  }

  /** When the lease was renewed last, by its holder's clock. */
  Instant renewed() throws IOException, InterruptedException {
    return Instant.parse(lease().path("renewTime").asText("1970-01-01T00:00:00Z"));
  }

  /** The {@code spec} of the lease, without a field while there is none. */
  private JsonNode lease() throws IOException, InterruptedException {
    KubernetesApi.Answer lease =
        api()
            .get(
                "/apis/coordination.k8s.io/v1/namespaces/"
                    + NAMESPACE
                    + "/leases/hereabouts-allocator");
    return Json.parse(lease.body()).path("spec");
  }

  /** How many addresses the blocks hold. */
  int used() throws IOException, InterruptedException {
    int used = 0;
    for (var block : Json.parse(api().get(ApiRequest.BLOCKS).successful().body()).path("items")) {
      used += block.path("spec").path("used").asInt();
    }
    return used;
  }

  /** What the blocks hold; each block's count must be right. */
  List<HeldAddress> entries() throws IOException, InterruptedException {
    List<HeldAddress> entries = new ArrayList<>();
    for (JsonNode block : blocks()) {
      JsonNode spec = block.path("spec");
      if (spec.path("used").asInt(-1) != spec.path("entries").size()) {
        throw new AssertionError("used does not count the entries: " + block);
      }
      for (JsonNode entry : spec.path("entries")) {
        entries.add(HeldAddress.ofBlock(spec.path("space").asText(""), entry.textValue()));
      }
    }
    return entries;
  }

  /** What the blocks of a space hold. */
  List<HeldAddress> entries(String space) throws IOException, InterruptedException {
    return entries().stream().filter(entry -> entry.space().equals(space)).toList();
  }

  /** The HereaboutsBlocks of a space. */
  List<JsonNode> blocks(String space) throws IOException, InterruptedException {
    List<JsonNode> blocks = blocks();
    blocks.removeIf(block -> !block.path("spec").path("space").asText("").equals(space));
    return blocks;
  }

  private List<JsonNode> blocks() throws IOException, InterruptedException {
    List<JsonNode> blocks = new ArrayList<>();
    Json.parse(api().get(ApiRequest.BLOCKS).successful().body()).path("items").forEach(blocks::add);
    return blocks;
  }

  /** How many entries the status of all pools tells of: so many the leader knows. */
  int published() throws IOException, InterruptedException {
    int used = 0;
    for (var pool : Json.parse(api().get(ApiRequest.POOLS).successful().body()).path("items")) {
      used += Integer.parseInt(pool.path("status").path("used").asText("0"));
    }
    return used;
  }

  /** What the only pool's status says of its use. */
  String poolStatus() throws IOException, InterruptedException {
    var status =
        Json.parse(api().get(ApiRequest.POOLS).successful().body())
            .path("items")
            .path(0)
            .path("status");
    return status.path("used").asText() + " of " + status.path("size").asText();
  }

  /** What all processes logged, for the message of a test that fails. */
  String logs() throws IOException {
    StringBuilder logs = new StringBuilder();
    for (Map.Entry<String, ClusterProcess> one : processes.entrySet()) {
      logs.append("\n--- ").append(one.getKey()).append('\n').append(one.getValue().log());
    }
    return logs.toString();
  }

  /** The same as {@link #logs}, or why there is none. */
  String logsOrReason() {
    try {
      return logs();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws IOException {
    processes.values().forEach(ClusterProcess::close);
    controlPlane.close();
    Files.deleteIfExists(kubeconfig);
  }
}
