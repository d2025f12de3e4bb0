package dev.hereabouts.ipam.e2e;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The manifests that are checked in, applied to a real API server, which reads their YAML. */
record Manifests(KubernetesApi api) {
  static final String NAMESPACE = "hereabouts-system";

  private static final Pattern DOCUMENT_END = Pattern.compile("(?m)^---$");
  private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\w+)$");
  private static final String OURS = "/namespaces/" + NAMESPACE + "/";
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String ADMISSION =
      "/apis/admissionregistration.k8s.io/v1/validatingadmission";
  private static final Map<String, String> COLLECTIONS =
      Map.ofEntries(
          Map.entry(
              "CustomResourceDefinition",
              "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
          Map.entry("Namespace", "/api/v1/namespaces"),
          Map.entry("ServiceAccount", "/api/v1" + OURS + "serviceaccounts"),
          Map.entry("ClusterRole", RBAC + "/clusterroles"),
          Map.entry("ClusterRoleBinding", RBAC + "/clusterrolebindings"),
          Map.entry("Role", RBAC + OURS + "roles"),
          Map.entry("RoleBinding", RBAC + OURS + "rolebindings"),
          Map.entry("PodDisruptionBudget", "/apis/policy/v1" + OURS + "poddisruptionbudgets"),
          Map.entry("Deployment", "/apis/apps/v1" + OURS + "deployments"),
          Map.entry("DaemonSet", "/apis/apps/v1" + OURS + "daemonsets"),
          Map.entry("ValidatingAdmissionPolicy", ADMISSION + "policies"),
          Map.entry("ValidatingAdmissionPolicyBinding", ADMISSION + "policybindings"));

  /** Applies them in their order, as kubectl does. */
  void apply() throws IOException, InterruptedException {
    apply(COLLECTIONS.keySet());
    api.waitUntilServed("/apis/ipam.hereabouts.dev/v1alpha1/hereaboutsblocks");
    api.waitUntilServed("/apis/ipam.hereabouts.dev/v1alpha1/hereaboutspools");
  }

  /** Applies those of these kinds. */
  void apply(Set<String> kinds) throws IOException, InterruptedException {
    String all = Files.readString(Installation.sources().resolveSibling("deploy/hereabouts.yaml"));
    for (String object : DOCUMENT_END.split(all, -1)) {
      Matcher kind = KIND.matcher(object);
      if (kind.find()) {
        String collection = requireNonNull(COLLECTIONS.get(kind.group(1)), kind.group(1));
        if (kinds.contains(kind.group(1))) {
          api.create(collection, object).successful();
        }
      }
    }
  }

  /** The template of the allocators' pods. */
  JsonNode allocator() throws IOException, InterruptedException {
    return template("Deployment", "hereabouts-allocator");
  }

  /** The template of the agents' pods. */
  JsonNode agent() throws IOException, InterruptedException {
    return template("DaemonSet", "hereabouts-agent");
  }

  private JsonNode template(String kind, String name) throws IOException, InterruptedException {
    String object = api.get(COLLECTIONS.get(kind) + "/" + name).successful().body();
    return Json.parse(object).at("/spec/template");
  }
}
