package dev.hereabouts.ipam.e2e;

import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A pod of a real API server, and its sandbox. There is no kubelet: the test plays it.
 *
 * @param namespace where the sandbox's network namespace is
 */
record RunningPod(Cluster cluster, String node, Attachment attachment, Path namespace) {
  private static final String CONFIG = Networks.range("reclaimed", "10.20.0.0/16");
  private static final String PODS = "/api/v1/namespaces/default/pods";

  /** Makes the pod, and its sandbox with a file in the place of a network namespace. */
  static RunningPod start(Cluster cluster, String node, String name)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(cluster.directory().resolve("netns"));
    return start(cluster, node, name, Files.createTempFile(directory, name, ""));
  }

  /** Makes the pod, and its sandbox with this network namespace. */
  static RunningPod start(Cluster cluster, String node, String name, Path namespace)
      throws IOException, InterruptedException {
    String pod =
        """
        {"metadata":{"name":"%s"},"spec":{"nodeName":"%s","restartPolicy":"Never",\
        "containers":[{"name":"c","image":"i"}]}}\
        """
            .formatted(name, node);
    KubernetesApi.Answer made = cluster.api().create(PODS, pod).successful();
    String uid = Json.parse(made.body()).path("metadata").path("uid").asText();
    return sandbox(cluster, node, new Pod(uid, "default", name), namespace);
  }

  /** A sandbox of a pod of which the API server knows nothing. */
  static RunningPod unknown(Cluster cluster, String node, String name)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(cluster.directory().resolve("netns"));
    return sandbox(
        cluster, node, Pod.of(node, "default", name), Files.createTempFile(directory, name, ""));
  }

  /** The same pod in a sandbox that was made after the one before. */
  RunningPod restarted() throws IOException, InterruptedException {
    return sandbox(
        cluster,
        node,
        attachment.pod(),
        Files.createTempFile(namespace.getParent(), attachment.pod().name(), ""));
  }

  private static RunningPod sandbox(Cluster cluster, String node, Pod pod, Path namespace)
      throws IOException, InterruptedException {
    String container = pod.name() + "-" + namespace.getFileName();
    RunningPod made =
        new RunningPod(cluster, node, new Attachment(container, "net1", pod), namespace);
    Answer answer = cluster.call(node, made.call("ADD"));
    if (answer.ips().size() != 1) {
      throw new AssertionError("an ADD was answered " + answer + cluster.logsOrReason());
    }
    return made;
  }

  private CniCall call(String command) {
    return CniCall.of(command, attachment, CONFIG).with("CNI_NETNS", namespace.toString());
  }

  /** As the runtime ends a sandbox. */
  void stopSandbox() throws IOException, InterruptedException {
    cluster.call(node, call("DEL")).isSilentSuccess();
    Files.delete(namespace);
  }

  /** As a sandbox ends for which nobody calls DEL. */
  void loseSandbox() throws IOException {
    Files.delete(namespace);
  }

  /** As with {@code kubectl delete --force}. */
  void delete() throws IOException, InterruptedException {
    cluster.api().delete(path() + "?gracePeriodSeconds=0").successful();
  }

  /** As a pod of a Job ends. */
  void complete() throws IOException, InterruptedException {
    cluster.api().merge(path() + "/status", "{\"status\":{\"phase\":\"Succeeded\"}}").successful();
  }

  private String path() {
    return PODS + "/" + attachment.pod().name();
  }

  /** Whether the blocks have its address. */
  boolean isHeld() throws IOException, InterruptedException {
    return cluster.entries().stream().anyMatch(entry -> entry.isOf(attachment));
  }

  void awaitReleased() throws IOException, InterruptedException {
    Await.until(() -> attachment + " is released" + cluster.logsOrReason(), () -> !isHeld());
  }
}
