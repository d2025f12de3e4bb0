package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods and nodes as an API server serves them; watches may be late, and reads may fail. */
final class ModelApi implements ApiServer {
  private static final String PODS = "/api/v1/pods?";
  private static final String POD = "/api/v1/namespaces/";
  private static final String NODES = "/api/v1/nodes?";
  private static final String NODE = "/api/v1/nodes/";
  private static final long ANSWER_MILLIS = 3;

  private final VirtualTime time;
  private final Map<String, ModelPod> pods = new TreeMap<>();
  private final Map<String, Boolean> nodes = new TreeMap<>();
  private final List<Follower> followers = new ArrayList<>();
  private long version = 1;

  /** By how much a watch of pods is late. */
  LongSupplier watchDelay = () -> 0;

  /** Which requests get an answer. */
  Predicate<String> reachable = _ -> true;

  /** Every path that was asked for. */
  final List<String> asked = new ArrayList<>();

  ModelApi(VirtualTime time) {
    this.time = time;
  }

  /** A pod object. */
  record ModelPod(String name, String uid, String hash, String phase) {
    boolean completed() {
      return phase.equals("Succeeded") || phase.equals("Failed");
    }

    String json(long version) {
      String annotations =
          hash.isEmpty()
              ? ""
              : ",\"annotations\":{\"a\":\"b\",\"kubernetes.io/config.hash\":\"" + hash + "\"}";
      return """
      {"kind":"Pod","metadata":{"namespace":"ns","name":"%s","uid":"%s","resourceVersion":"%d"%s},\
      "spec":{"containers":[{"name":"c"}]},"status":{"conditions":[{}],"phase":"%s"}}\
      """
          .formatted(name, uid, version, annotations, phase);
    }
  }

  private record Follower(boolean ofPods, Lines lines) {}

  void put(ModelPod pod) {
    ModelPod before = pods.put(pod.name(), pod);
    version++;
    if (before != null && !before.uid().equals(pod.uid())) {
      throw new AssertionError("there already: " + before);
    }
    if (!pod.completed()) {
      tell(true, before == null ? "ADDED" : "MODIFIED", pod.json(version));
    } else if (before != null && !before.completed()) {
      tell(true, "DELETED", pod.json(version));
    }
  }

  void removePod(String name) {
    ModelPod before = pods.remove(name);
    version++;
    if (before != null && !before.completed()) {
      tell(true, "DELETED", before.json(version));
    }
  }

  ModelPod pod(String name) {
    return pods.getOrDefault(name, new ModelPod("", "", "", ""));
  }

  void putNode(String name, boolean outOfService) {
    version++;
    boolean isNew = nodes.put(name, outOfService) == null;
    tell(false, isNew ? "ADDED" : "MODIFIED", node(name, outOfService));
  }

  void removeNode(String name) {
    version++;
    nodes.remove(name);
    tell(false, "DELETED", node(name, false));
  }

  private String node(String name, boolean outOfService) {
    return """
    {"kind":"Node","metadata":{"labels":{"a":"b"},"name":"%s","uid":"u","resourceVersion":"%d"},\
    "spec":{"podCIDR":"10.0.0.0/8","taints":[{"key":"other","effect":"NoSchedule"}%s]},\
    "status":{"images":[{"names":["x"]}]}}\
    """
        .formatted(
            name,
            version,
            outOfService
                ? ",{\"effect\":\"NoExecute\",\"key\":\"node.kubernetes.io/out-of-service\"}"
                : "");
  }

  private void tell(boolean ofPods, String type, String object) {
    byte[] line =
        ("{\"type\":\"" + type + "\",\"object\":" + object + "}").getBytes(StandardCharsets.UTF_8);
    long delay = ofPods ? watchDelay.getAsLong() : 0;
    for (Follower follower : List.copyOf(followers)) {
      if (follower.ofPods() == ofPods) {
        time.after(
            delay + 1,
            () -> {
              if (followers.contains(follower)) {
                follower.lines().line(line);
              }
            });
      }
    }
  }

  /** Ends the watches of pods as a server does that has forgotten where they were. */
  void forget() {
    for (Follower follower : List.copyOf(followers)) {
      if (follower.ofPods()) {
        followers.remove(follower);
        follower.lines().ended(answer(410, "{\"message\":\"too old\",\"reason\":\"Expired\"}"));
      }
    }
  }

  /** From now on nothing is told of nodes. */
  void forgetNodes() {
    followers.removeIf(follower -> !follower.ofPods());
  }

  @Override
  public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
    asked.add(path);
    if (!reachable.test(path)) {
      time.after(ANSWER_MILLIS, () -> done.accept(new ApiOutcome.NoAnswer("unreachable")));
      return;
    }
    time.after(ANSWER_MILLIS, () -> done.accept(read(path)));
  }

  private ApiOutcome read(String path) {
    if (path.startsWith(PODS)) {
      return list(
          pods.values().stream().filter(pod -> !pod.completed()).map(pod -> pod.json(version)));
    }
    if (path.startsWith(NODES)) {
      return list(nodes.entrySet().stream().map(node -> node(node.getKey(), node.getValue())));
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith(POD) && pods.containsKey(name)) {
      return answer(200, pod(name).json(version));
    }
    if (path.startsWith(NODE) && nodes.containsKey(name)) {
      return answer(200, node(name, nodes.getOrDefault(name, false)));
    }
    return answer(
        404,
        "{\"kind\":\"Status\",\"message\":\"not found\",\"reason\":\"NotFound\","
            + "\"details\":{\"name\":\""
            + name
            + "\"},\"code\":404}");
  }

  private ApiOutcome list(Stream<String> items) {
    return answer(
        200,
        items.collect(
            Collectors.joining(
                ",", "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[", "]}")));
  }

  private static ApiOutcome.Answered answer(int status, String body) {
    return new ApiOutcome.Answered(status, body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public LineStream lines(String path, View view, Lines lines) {
    Follower follower = new Follower(path.startsWith(PODS), lines);
    followers.add(follower);
    return () -> followers.remove(follower);
  }

  long lists() {
    return asked.stream().filter(path -> path.startsWith(PODS)).count();
  }
}
