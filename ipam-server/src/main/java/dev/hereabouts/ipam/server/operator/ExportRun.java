package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import dev.hereabouts.ipam.server.whereabouts.Export;
import dev.hereabouts.ipam.server.whereabouts.OldAllocation;
import dev.hereabouts.ipam.server.whereabouts.OldObjectForm;
import dev.hereabouts.ipam.server.whereabouts.OldObjects;
import dev.hereabouts.ipam.server.whereabouts.OldPool;
import dev.hereabouts.ipam.server.whereabouts.OldReservation;
import dev.hereabouts.ipam.server.whereabouts.OldSlices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes an export into a cluster: what we hold is recorded, and records of ours that are out of
 * date go. A record that is not ours stays while its pod is there: whereabouts may serve it still.
 */
final class ExportRun {
  private static final String RESERVATIONS = "overlappingrangeipreservations";
  private static final Map<String, @Nullable Object> NO_FINALIZERS =
      Collections.singletonMap("finalizers", null);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TRIES = 10;

  private final ClusterCalls cluster;
  private final OldObjects old;

  /** The reservations that an allocator beside whereabouts made. */
  private final Set<String> ours;

  private final List<String> dropped = new ArrayList<>();

  /**
   * @param old what is there, and the pods
   */
  ExportRun(ClusterCalls cluster, OldObjects old) {
    this.cluster = cluster;
    this.old = old;
    this.ours =
        old.reservations().stream()
            .filter(each -> each.podRef().equals(BesideNames.OWNER))
            .map(OldReservation::name)
            .collect(Collectors.toSet());
  }

  /** The records that were dropped, for people. */
  List<String> dropped() {
    return dropped;
  }

  void run(Export export) throws IOException {
    for (OldPool pool : new TreeMap<>(export.pools()).values()) {
      write(pool);
    }
    for (OldPool present : old.pools()) {
      if (!export.pools().containsKey(present.name())) {
        write(new OldPool(present.namespace(), present.name(), present.range(), List.of()));
      }
    }
    for (OldSlices slices : new TreeMap<>(export.slices()).values()) {
      write(slices);
    }
    for (OldReservation reservation : new TreeMap<>(export.reservations()).values()) {
      write(reservation);
    }
    for (OldReservation present : old.reservations()) {
      if (!export.reservations().containsKey(present.name()) && !old.hasPod(present.podRef())) {
        dropped.add("reservation " + present.name() + " of " + present.podRef());
        remove(present);
      }
    }
  }

  private void write(OldPool wanted) throws IOException {
    String path = path("ippools", wanted.namespace(), wanted.name());
    for (int i = 0; i < TRIES; i++) {
      ApiOutcome.Answered present = cluster.request(Verb.GET, path, new byte[0]);
      ApiOutcome.Answered answer =
          present.status() == NOT_FOUND
              ? create("ippools", wanted.namespace(), OldObjectForm.of(wanted))
              : cluster.request(Verb.PATCH, path, patch(wanted, present));
      if (answer.status() != CONFLICT) {
        succeeded(answer, wanted.name());
        return;
      }
    }
    throw new IOException(wanted.name() + ": others write it all the time");
  }

  private void write(OldSlices wanted) throws IOException {
    String path = path("nodeslicepools", wanted.namespace(), wanted.name());
    for (int i = 0; i < TRIES; i++) {
      ApiOutcome.Answered present = cluster.request(Verb.GET, path, new byte[0]);
      ApiOutcome.Answered answer =
          present.status() == 404
              ? create("nodeslicepools", wanted.namespace(), OldObjectForm.of(wanted))
              : cluster.request(Verb.PATCH, path, patch(wanted, present));
      if (answer.status() != CONFLICT) {
        succeeded(answer, wanted.name());
        return;
      }
    }
    throw new IOException(wanted.name() + ": others write it all the time");
  }

  private static byte[] patch(OldSlices wanted, ApiOutcome.Answered present) throws IOException {
    OldObjects read = new OldObjects();
    read.take("NodeSlicePool", Json.decode(present.body(), JsonTree::object));
    Map<String, @Nullable Object> object = OldObjectForm.of(wanted.over(read.slices().getFirst()));
    object.put(
        "metadata",
        Map.of("resourceVersion", Json.decode(present.body(), ObjectMeta::read).resourceVersion()));
    return bytes(object);
  }

  private byte[] patch(OldPool wanted, ApiOutcome.Answered present) throws IOException {
    ObjectMeta meta = Json.decode(present.body(), ObjectMeta::read);
    OldObjects read = new OldObjects();
    read.take("IPPool", Json.decode(present.body(), JsonTree::object));
    Set<String> ours =
        wanted.allocations().stream().map(OldAllocation::key).collect(Collectors.toSet());
    Map<String, @Nullable Object> allocations = new LinkedHashMap<>();
    for (OldAllocation stored : read.pools().getFirst().allocations()) {
      boolean moved =
          wanted.allocations().stream()
              .anyMatch(each ->
                  each.podRef().equals(stored.podRef()) && each.ifName().equals(stored.ifName()));
      if (!ours.contains(stored.key()) && (moved || !old.hasPod(stored.podRef()))) {
        allocations.put(stored.key(), null);
        dropped.add(wanted.name() + " " + stored.key() + " of " + stored.podRef());
      }
    }
    for (OldAllocation each : wanted.allocations()) {
      Map<String, @Nullable Object> value = new HashMap<>(OldObjectForm.of(each));
      value.putIfAbsent("ifname", null); // takes an older one away
      allocations.put(each.key(), value);
    }
    return bytes(
        Map.of(
            "metadata",
            Map.of("resourceVersion", meta.resourceVersion()),
            "spec",
            Map.of("allocations", allocations)));
  }

  private void write(OldReservation wanted) throws IOException {
    String path = path(RESERVATIONS, wanted.namespace(), wanted.name());
    for (int i = 0; i < TRIES; i++) {
      ApiOutcome.Answered answer =
          create(RESERVATIONS, wanted.namespace(), OldObjectForm.of(wanted));
      if (answer.status() == CONFLICT) {
        answer = cluster.request(Verb.PATCH, path, bytes(inPlace(wanted)));
        if (answer.status() == NOT_FOUND) {
          continue;
        }
      }
      succeeded(answer, wanted.name());
      if (cluster.request(Verb.GET, path, new byte[0]).status() != NOT_FOUND) {
        return; // one that was to be deleted has gone without its finalizer
      }
    }
    throw new IOException(wanted.name() + ": others delete it all the time");
  }

  /** The change that makes another reservation of this name this one. */
  private Map<String, @Nullable Object> inPlace(OldReservation wanted) {
    Map<String, @Nullable Object> spec = new HashMap<>();
    spec.put("podref", wanted.podRef());
    spec.put("ifname", wanted.ifName().isEmpty() ? null : wanted.ifName());
    if (!ours.contains(wanted.name())) {
      return Map.of("spec", spec);
    }
    spec.put("containerid", null);
    return Map.of("metadata", NO_FINALIZERS, "spec", spec);
  }

  private void remove(OldReservation present) throws IOException {
    String path = path(RESERVATIONS, present.namespace(), present.name());
    removed(cluster.request(Verb.DELETE, path, new byte[0]), present.name());
    if (present.podRef().equals(BesideNames.OWNER)) {
      byte[] release = bytes(Map.of("metadata", NO_FINALIZERS));
      removed(cluster.request(Verb.PATCH, path, release), present.name());
    }
  }

  private static void removed(ApiOutcome.Answered answer, String what) throws IOException {
    if (answer.status() != NOT_FOUND) {
      succeeded(answer, what);
    }
  }

  private ApiOutcome.Answered create(
      String plural, String namespace, Map<String, @Nullable Object> object) throws IOException {
    return cluster.request(Verb.POST, path(plural, namespace, ""), bytes(object));
  }

  private static byte[] bytes(Map<String, ? extends @Nullable Object> object) {
    return Json.inMemory(json -> JsonTree.write(object, json));
  }

  private static String path(String plural, String namespace, String name) {
    return "/apis/"
        + OldObjectForm.API_VERSION
        + "/namespaces/"
        + namespace
        + "/"
        + plural
        + (name.isEmpty() ? "" : "/" + name);
  }

  private static void succeeded(ApiOutcome.Answered answer, String what) throws IOException {
    if (answer.status() / 100 != 2) {
      throw new IOException(what + ": " + ApiStatus.of(answer).text());
    }
  }
}
