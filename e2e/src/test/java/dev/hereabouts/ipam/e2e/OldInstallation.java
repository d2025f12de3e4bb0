package dev.hereabouts.ipam.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a whereabouts installation has in a cluster, written as whereabouts writes it. */
record OldInstallation(Cluster cluster) {
  private static final String NAMESPACED =
      "/apis/whereabouts.cni.cncf.io/v1alpha1/namespaces/kube-system/";
  private static final String POOLS = NAMESPACED + "ippools";
  private static final String RESERVATIONS = NAMESPACED + "overlappingrangeipreservations";
  private static final String SLICES = NAMESPACED + "nodeslicepools";

  /** An object of any of the kinds. */
  void create(JsonNode object) throws IOException, InterruptedException {
    String collection =
        switch (object.path("kind").asText()) {
          case "IPPool" -> POOLS;
          case "OverlappingRangeIPReservation" -> RESERVATIONS;
          case "NodeSlicePool" -> SLICES;
          default -> throw new IllegalArgumentException(object.toString());
        };
    api().create(collection, object.toString()).successful();
  }

  /** Removes all objects. */
  void remove() throws IOException, InterruptedException {
    for (String collection : List.of(POOLS, RESERVATIONS, SLICES)) {
      api().delete(collection).successful();
    }
  }

  /** What a NodeSlicePool gives its nodes: slices by node. */
  Map<String, String> slices(String name) throws IOException, InterruptedException {
    Map<String, String> slices = new TreeMap<>();
    for (JsonNode each : slicePool(name).path("status").path("allocations")) {
      if (!each.path("nodeName").asText().isEmpty()) {
        slices.put(each.path("nodeName").asText(), each.path("sliceRange").asText());
      }
    }
    return slices;
  }

  JsonNode slicePool(String name) throws IOException, InterruptedException {
    return Json.parse(api().get(SLICES + "/" + name).successful().body());
  }

  /** An IPPool whose allocations are these values by their keys. */
  void pool(String name, String range, Map<String, String> allocations)
      throws IOException, InterruptedException {
    List<String> members = new ArrayList<>();
    allocations.forEach((key, value) -> members.add("\"" + key + "\":" + value));
    api()
        .create(
            POOLS,
            """
            {"apiVersion":"whereabouts.cni.cncf.io/v1alpha1","kind":"IPPool",
             "metadata":{"name":"%s"},"spec":{"range":"%s","allocations":{%s}}}
            """
                .formatted(name, range, String.join(",", members)))
        .successful();
  }

  void reservation(String name, String pod, String ifName)
      throws IOException, InterruptedException {
    api()
        .create(
            RESERVATIONS,
            """
            {"apiVersion":"whereabouts.cni.cncf.io/v1alpha1",
             "kind":"OverlappingRangeIPReservation",
             "metadata":{"name":"%s"},"spec":{"podref":"%s","ifname":"%s"}}
            """
                .formatted(name, pod, ifName))
        .successful();
  }

  /** The allocations of an IPPool. */
  JsonNode allocations(String name) throws IOException, InterruptedException {
    return Json.parse(api().get(POOLS + "/" + name).successful().body())
        .path("spec")
        .path("allocations");
  }

  /** Whether there is a reservation of this name. */
  boolean isReserved(String name) throws IOException, InterruptedException {
    return api().get(RESERVATIONS + "/" + name).status() == 200;
  }

  /** A pod of namespace {@code default} on a node; returns its UID. */
  String pod(String name, String node) throws IOException, InterruptedException {
    KubernetesApi.Answer created =
        api()
            .create(
                "/api/v1/namespaces/default/pods",
                """
                {"metadata":{"name":"%s"},"spec":{"nodeName":"%s",
                 "containers":[{"name":"main","image":"none"}]}}
                """
                    .formatted(name, node))
            .successful();
    return Json.parse(created.body()).path("metadata").path("uid").asText();
  }

  private KubernetesApi api() {
    return cluster.api();
  }
}
