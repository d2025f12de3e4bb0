package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import java.io.IOException;
import java.util.List;

/** Reads from a cluster what an import or export needs of it. */
record ClusterObjects(ClusterCalls cluster) {
  static final String GROUP = "whereabouts.cni.cncf.io/v1alpha1";
  private static final String NETWORKS = "k8s.cni.cncf.io/v1";

  /** Takes whereabouts' objects of every namespace. */
  void takeWhereabouts(OldObjects objects) throws IOException {
    if (!cluster.serves(GROUP)) {
      throw new IOException(
          "this cluster has no "
              + GROUP
              + ": whereabouts was never installed here, or its custom"
              + " resource definitions are gone; with -f FILE a copy of its objects is read");
    }
    for (String plural : List.of("ippools", "overlappingrangeipreservations", "nodeslicepools")) {
      take("/apis/" + GROUP + "/" + plural, kind(plural), objects);
    }
  }

  /** Takes pods, nodes and networks. */
  void takeCluster(OldObjects objects) throws IOException {
    take("/api/v1/pods", "Pod", objects);
    objects.podsAreKnown();
    take("/api/v1/nodes", "Node", objects);
    takeNetworks(objects);
  }

  void takeNetworks(OldObjects objects) throws IOException {
    if (cluster.serves(NETWORKS)) {
      take(
          "/apis/" + NETWORKS + "/network-attachment-definitions",
          "NetworkAttachmentDefinition",
          objects);
    }
  }

  private static String kind(String plural) {
    return switch (plural) {
      case "ippools" -> "IPPool";
      case "overlappingrangeipreservations" -> "OverlappingRangeIPReservation";
      default -> "NodeSlicePool";
    };
  }

  private void take(String path, String kind, OldObjects objects) throws IOException {
    cluster.list(path, json -> objects.take(kind, JsonTree.object(json)));
  }
}
