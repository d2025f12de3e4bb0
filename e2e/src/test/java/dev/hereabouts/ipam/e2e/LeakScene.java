package dev.hereabouts.ipam.e2e;

import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods of namespace {@code default} that hold addresses of one space, and what becomes of them. */
record LeakScene(Cluster cluster, String space) {
  private static final String PODS = "/api/v1/namespaces/default/pods";

  String network(String ipam) {
    return Networks.network(space, "\"network_name\":\"" + space + "\"," + ipam);
  }

  /** Makes a pod that the API server knows; returns its UID. */
  String make(String name) throws IOException, InterruptedException {
    return make(name, "{}");
  }

  String make(String name, String annotations) throws IOException, InterruptedException {
    KubernetesApi.Answer created =
        api()
            .create(
                PODS,
                """
                {"metadata":{"name":"%s-%s","annotations":%s},
                 "spec":{"nodeName":"worker-1","containers":[{"name":"main","image":"none"}]}}
                """
                    .formatted(space, name, annotations))
            .successful();
    return Json.parse(created.body()).path("metadata").path("uid").asText();
  }

  /** Removes a pod at once, without a DEL. */
  void remove(String name) throws IOException, InterruptedException {
    api().delete(PODS + "/" + space + "-" + name + "?gracePeriodSeconds=0").successful();
  }

  void complete(String name) throws IOException, InterruptedException {
    api()
        .merge(
            PODS + "/" + space + "-" + name + "/status", "{\"status\":{\"phase\":\"Succeeded\"}}")
        .successful();
  }

  /** An ADD on worker-1 for the pod of that UID. */
  Answer add(String name, String uid, String network) throws IOException, InterruptedException {
    return add(name, uid, "c-" + space + "-" + name, network);
  }

  Answer add(String name, String uid, String container, String network)
      throws IOException, InterruptedException {
    Attachment attachment =
        new Attachment(container, "net1", new Pod(uid, "default", space + "-" + name));
    return cluster.call("worker-1", CniCall.add(attachment, network));
  }

  /** As many addresses of pods that are not there. */
  List<String> leaks(int count, String network) throws IOException, InterruptedException {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      addresses.add(add("leak-" + i, "uid-" + space + i, network).address());
    }
    return addresses;
  }

  /** The addresses that are held, sorted as texts. */
  List<String> held() throws IOException, InterruptedException {
    return cluster.entries(space).stream().map(HeldAddress::address).sorted().toList();
  }

  /** Runs {@code hereabouts} on this space as the administrator. */
  Command cleanup(String... options) throws IOException, InterruptedException {
    return cleanup(cluster.kubeconfig(), options);
  }

  Command cleanup(Path kubeconfig, String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("cleanup", "--space", space));
    arguments.addAll(List.of(options));
    return run(kubeconfig, arguments);
  }

  static Command run(@Nullable Path kubeconfig, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Installation.launcher().toString()));
    command.addAll(arguments);
    if (kubeconfig != null) {
      command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    }
    Map<String, String> environment = new HashMap<>(ClusterViewer.environment(Map.of()));
    return Command.run(60, environment, command);
  }

  /** The administrator's kubeconfig with this proxy as the API server. */
  Path through(ApiProxy proxy) throws IOException {
    return at("through-proxy", proxy.url());
  }

  /** The administrator's kubeconfig with another server. */
  Path at(String name, URI server) throws IOException {
    Path kubeconfig = cluster.directory().resolve(space + "-" + name);
    cluster.controlPlane().writeKubeconfig(kubeconfig, server, cluster.controlPlane().adminToken());
    return kubeconfig;
  }

  private KubernetesApi api() {
    return cluster.api();
  }
}
