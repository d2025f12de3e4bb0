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
  /** Whose the records of an allocator beside whereabouts are. */
  static final String OURS = "_hereabouts/_claimed";

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

  /** A pool's address, and its reservation, as an ADD of whereabouts leaves them. */
  void give(String pool, String range, String key, String reservation, String pod)
      throws IOException, InterruptedException {
    String value = allocation(pod);
    if (api().get(POOLS + "/" + pool).status() == 404) {
      pool(pool, range, Map.of(key, value));
    } else {
      change(pool, key, value);
    }
    reservation(reservation, pod, "net1");
  }

  /** One allocation of a pod, as whereabouts records it. */
  static String allocation(String pod) {
    return "{\"id\":\"%s\",\"podref\":\"%s\",\"ifname\":\"net1\"}"
        .formatted(pod.replace('/', '-') + "-c", pod);
  }

  /** Changes an allocation of a pool; {@code null} takes it away. */
  void change(String pool, String key, String value) throws IOException, InterruptedException {
    api()
        .merge(POOLS + "/" + pool, "{\"spec\":{\"allocations\":{\"%s\":%s}}}".formatted(key, value))
        .successful();
  }

  /** Deletes a reservation by its name, as a failed ADD of whereabouts does. */
  void deleteReservation(String name) throws IOException, InterruptedException {
    api().delete(RESERVATIONS + "/" + name).successful();
  }

  /** Makes an end of a reservation whatever holds it. */
  void forceReservationAway(String name) throws IOException, InterruptedException {
    api().merge(RESERVATIONS + "/" + name, "{\"metadata\":{\"finalizers\":null}}").successful();
    api().delete(RESERVATIONS + "/" + name);
  }

  /** The allocations of an IPPool; none when there is no such pool. */
  JsonNode allocations(String name) throws IOException, InterruptedException {
    return Json.parse(api().get(POOLS + "/" + name).body()).path("spec").path("allocations");
  }

  /** The range of an IPPool; "" when there is no such pool. */
  String range(String name) throws IOException, InterruptedException {
    return Json.parse(api().get(POOLS + "/" + name).body()).path("spec").path("range").asText("");
  }

  /** For whom a pool has the address of a key; "" for nobody. */
  String holder(String pool, String key) throws IOException, InterruptedException {
    return allocations(pool).path(key).path("podref").asText("");
  }

  /** All records of an allocator beside whereabouts, and all finalizers, in texts. */
  List<String> ours() throws IOException, InterruptedException {
    List<String> ours = new ArrayList<>();
    for (JsonNode pool : Json.parse(api().get(POOLS).successful().body()).path("items")) {
      pool.path("spec")
          .path("allocations")
          .properties()
          .forEach(each -> {
            if (each.getValue().path("podref").asText().equals(OURS)) {
              ours.add(pool.path("metadata").path("name").asText() + " " + each);
            }
          });
    }
    for (JsonNode each : Json.parse(api().get(RESERVATIONS).successful().body()).path("items")) {
      if (each.path("spec").path("podref").asText().equals(OURS)
          || each.path("metadata").has("finalizers")) {
        ours.add(each.toString());
      }
    }
    return ours;
  }

  /** Whether there is a reservation of this name. */
  boolean isReserved(String name) throws IOException, InterruptedException {
    return api().get(RESERVATIONS + "/" + name).status() == 200;
  }

  /** Whom a reservation is for; "" when there is none. */
  String reservedFor(String name) throws IOException, InterruptedException {
    return Json.parse(api().get(RESERVATIONS + "/" + name).body())
        .path("spec")
        .path("podref")
        .asText("");
  }

  /** Takes all of it away. */
  void clear() throws IOException, InterruptedException {
    for (String collection : List.of(POOLS, RESERVATIONS)) {
      api().delete(collection).successful();
    }
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

  /** The UID of a pod of namespace {@code default}. */
  String uid(String pod) throws IOException, InterruptedException {
    return Json.parse(api().get("/api/v1/namespaces/default/pods/" + pod).successful().body())
        .path("metadata")
        .path("uid")
        .asText();
  }

  private KubernetesApi api() {
    return cluster.api();
  }
}
