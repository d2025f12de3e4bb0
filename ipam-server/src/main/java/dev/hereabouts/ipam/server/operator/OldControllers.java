package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.whereabouts.OldController;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of whereabouts' controllers a cluster runs, in any namespace.
 *
 * @param unknown why some cannot be told, for people
 */
public record OldControllers(List<OldController> running, List<String> unknown) {
  private static final int FORBIDDEN = 403;
  private static final int OK = 200;

  static OldControllers of(ClusterCalls cluster) throws IOException {
    OldControllers found = new OldControllers(new ArrayList<>(), new ArrayList<>());
    for (OldController.Kind kind : OldController.Kind.values()) {
      ApiOutcome.Answered answer =
          cluster.request(Verb.GET, kind.path() + "?limit=1", ApiServer.NO_BODY);
      if (answer.status() == FORBIDDEN) {
        found.unknown.add(ApiStatus.of(answer).text());
      } else {
        cluster
            .list(kind.path(), json -> OldController.of(kind, JsonTree.object(json)))
            .forEach(found.running::addAll);
      }
    }
    return found;
  }

  /** Whether it is known that none runs. */
  boolean areOff() {
    return running.isEmpty() && unknown.isEmpty();
  }

  /**
   * Makes sure that an allocator may serve beside whereabouts.
   *
   * @param namespace of whereabouts' objects
   * @throws IOException when it may not, with what to do
   */
  public static void requireOff(ClusterCalls cluster, String namespace) throws IOException {
    for (String plural : List.of("ippools", "overlappingrangeipreservations")) {
      String path = "/apis/" + ClusterObjects.GROUP + "/namespaces/" + namespace + "/" + plural;
      ApiOutcome.Answered answer = cluster.request(Verb.GET, path + "?limit=1", ApiServer.NO_BODY);
      if (answer.status() != OK) {
        throw new IOException(
            "--beside-whereabouts needs whereabouts' custom resource %s.%s: %s"
                .formatted(plural, ClusterObjects.GROUP, ApiStatus.of(answer).text()));
      }
    }
    OldControllers found = of(cluster);
    found.unknown.forEach(reason ->
        System.err.println(
            "hereabouts: whether whereabouts' reconciler and control loop are off cannot be told: "
                + reason));
    if (!found.running.isEmpty()) {
      throw new IOException(
          "--beside-whereabouts: whereabouts' reconciler or control loop runs, and would delete"
              + " records of addresses that are held here: "
              + found.running.stream()
                  .map(each -> each.text() + " (" + each.remedy() + ")")
                  .collect(Collectors.joining(", "))
              + "; stop it, then start again");
    }
  }
}
