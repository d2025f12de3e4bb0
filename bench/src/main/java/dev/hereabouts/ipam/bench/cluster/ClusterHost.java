package dev.hereabouts.ipam.bench.cluster;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import dev.hereabouts.ipam.crds.Definitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A control plane with what an installation of Hereabouts makes in it, for as long as standard
 * input is open. Prints {@code ready} when it serves.
 *
 * <p>Arguments: the kubeconfig file to write, and how many nodes there are, {@code worker-1} and so
 * on.
 */
final class ClusterHost {
  private static final String NAMESPACE = "hereabouts-system";
  private static final Pattern DOCUMENT_END = Pattern.compile("(?m)^---$");

  private ClusterHost() {}

  public static void main(String[] arguments) throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      install(controlPlane.api(), Integer.parseInt(arguments[1]));
      controlPlane.writeKubeconfig(Path.of(arguments[0]));
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // what is written there says nothing
      }
    }
  }

  private static void install(KubernetesApi api, int nodes)
      throws IOException, InterruptedException {
    for (String definition : DOCUMENT_END.split(Definitions.yaml(), -1)) {
      if (!definition.isBlank()) {
        api.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
            .successful();
      }
    }
    api.create("/api/v1/namespaces", named(NAMESPACE)).successful();
    api.create("/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts", named("hereabouts-agent"))
        .successful();
    for (int node = 1; node <= nodes; node++) {
      api.create("/api/v1/nodes", named("worker-" + node)).successful();
    }
    api.waitUntilServed("/apis/ipam.hereabouts.dev/v1alpha1/hereaboutspools");
    api.waitUntilServed("/apis/ipam.hereabouts.dev/v1alpha1/hereaboutsblocks");
  }

  private static String named(String name) {
    return "{\"metadata\":{\"name\":\"" + name + "\"}}";
  }
}
