package dev.hereabouts.ipam.server.whereabouts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whereabouts' objects as trees of JSON or YAML. */
public final class OldObjectForm {
  public static final String API_VERSION = "whereabouts.cni.cncf.io/v1alpha1";

  private OldObjectForm() {}

  /** All objects of an export, in the order of their names. */
  public static List<Map<String, @Nullable Object>> all(Export export) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    new TreeMap<>(export.pools()).values().forEach(pool -> all.add(of(pool)));
    new TreeMap<>(export.reservations()).values().forEach(reservation -> all.add(of(reservation)));
    new TreeMap<>(export.slices()).values().forEach(slices -> all.add(of(slices)));
    return all;
  }

  /** An IPPool. */
  public static Map<String, @Nullable Object> of(OldPool pool) {
    Map<String, @Nullable Object> allocations = new LinkedHashMap<>();
    pool.allocations().forEach(each -> allocations.put(each.key(), of(each)));
    Map<String, @Nullable Object> spec = new LinkedHashMap<>();
    spec.put("range", pool.range());
    spec.put("allocations", allocations);
    return object("IPPool", pool.namespace(), pool.name(), spec);
  }

  /** One value of an IPPool's allocations. */
  public static Map<String, @Nullable Object> of(OldAllocation allocation) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("id", allocation.containerId());
    value.put("podref", allocation.podRef());
    if (!allocation.ifName().isEmpty()) {
      value.put("ifname", allocation.ifName());
    }
    return value;
  }

  /** An OverlappingRangeIPReservation. */
  public static Map<String, @Nullable Object> of(OldReservation reservation) {
    Map<String, @Nullable Object> spec = new LinkedHashMap<>();
    spec.put("podref", reservation.podRef());
    if (!reservation.ifName().isEmpty()) {
      spec.put("ifname", reservation.ifName());
    }
    return object(
        "OverlappingRangeIPReservation", reservation.namespace(), reservation.name(), spec);
  }

  /** A NodeSlicePool, with its status: that is no resource of its own. */
  public static Map<String, @Nullable Object> of(OldSlices slices) {
    Map<String, @Nullable Object> spec = new LinkedHashMap<>();
    spec.put("range", slices.range());
    spec.put("sliceSize", slices.sliceSize());
    List<Map<String, @Nullable Object>> allocations = new ArrayList<>();
    for (OldSlices.Slice each : slices.slices()) {
      Map<String, @Nullable Object> allocation = new LinkedHashMap<>();
      allocation.put("nodeName", each.node());
      allocation.put("sliceRange", each.range());
      allocations.add(allocation);
    }
    Map<String, @Nullable Object> object =
        object("NodeSlicePool", slices.namespace(), slices.name(), spec);
    object.put("status", new LinkedHashMap<>(Map.of("allocations", allocations)));
    return object;
  }

  private static Map<String, @Nullable Object> object(
      String kind, String namespace, String name, Map<String, @Nullable Object> spec) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("namespace", namespace);
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("apiVersion", API_VERSION);
    object.put("kind", kind);
    object.put("metadata", metadata);
    object.put("spec", spec);
    return object;
  }
}
