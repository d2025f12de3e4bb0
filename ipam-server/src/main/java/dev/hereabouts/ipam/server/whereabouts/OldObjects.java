package dev.hereabouts.ipam.server.whereabouts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a whereabouts installation left behind, and what the cluster knows beside it: pods, nodes,
 * networks.
 */
public final class OldObjects {
  private static final String DEFAULT_NAMESPACE = "kube-system";

  private final List<OldPool> pools = new ArrayList<>();
  private final List<OldReservation> reservations = new ArrayList<>();
  private final List<OldSlices> slices = new ArrayList<>();
  private final Map<String, LivePod> pods = new TreeMap<>();
  private final Set<String> nodes = new HashSet<>();
  private final OldNetworks networks = new OldNetworks();
  private boolean podsKnown;

  /** All pods are known: one that was not taken is not there. */
  public void podsAreKnown() {
    podsKnown = true;
  }

  /**
   * Takes one object, or a list of them.
   *
   * @return whether its kind is one that counts here
   */
  public boolean take(Map<String, @Nullable Object> object) {
    Tree tree = new Tree(object);
    String kind = tree.text("kind");
    if (kind.endsWith("List") && object.get("items") instanceof List<?>) {
      String kindOfItems = kind.substring(0, kind.length() - "List".length());
      tree.children("items")
          .forEach(item -> take(item.text("kind").isEmpty() ? kindOfItems : "", item));
      return true;
    }
    return take("", tree);
  }

  /** Takes one object of this kind: the items of a list do not say it. */
  public boolean take(String kind, Map<String, @Nullable Object> object) {
    return take(kind, new Tree(object));
  }

  private boolean take(String expectedKind, Tree object) {
    switch (expectedKind.isEmpty() ? object.text("kind") : expectedKind) {
      case "IPPool" -> pools.add(pool(object));
      case "OverlappingRangeIPReservation" -> reservations.add(reservation(object));
      case "NodeSlicePool" -> slices.add(slices(object));
      case "Pod" -> {
        podsKnown = true;
        pods.put(reference(object), LivePod.of(object));
      }
      case "Node" -> nodes.add(name(object));
      case "NetworkAttachmentDefinition" ->
          networks.take(name(object), object.child("spec").text("config"));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static OldPool pool(Tree object) {
    Tree spec = object.child("spec");
    List<OldAllocation> allocations = new ArrayList<>();
    spec.child("allocations")
        .members()
        .forEach((key, value) ->
            allocations.add(
                new OldAllocation(
                    key, value.text("id"), value.text("podref"), value.text("ifname"))));
    return new OldPool(namespace(object), name(object), spec.text("range"), allocations);
  }

  private static OldReservation reservation(Tree object) {
    Tree spec = object.child("spec");
    return new OldReservation(
        namespace(object),
        name(object),
        spec.text("containerid"),
        spec.text("podref"),
        spec.text("ifname"));
  }

  private static OldSlices slices(Tree object) {
    Tree spec = object.child("spec");
    return new OldSlices(
        namespace(object),
        name(object),
        spec.text("range"),
        spec.text("sliceSize"),
        object.child("status").children("allocations").stream()
            .map(each -> new OldSlices.Slice(each.text("nodeName"), each.text("sliceRange")))
            .toList());
  }

  private static String name(Tree object) {
    return object.child("metadata").text("name");
  }

  private static String namespace(Tree object) {
    String namespace = object.child("metadata").text("namespace");
    return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }

  private static String reference(Tree object) {
    String namespace = object.child("metadata").text("namespace");
    return (namespace.isEmpty() ? "default" : namespace) + "/" + name(object);
  }

  /** These without what an allocator beside whereabouts recorded for itself. */
  public void forgetOurs() {
    pools.replaceAll(pool ->
        new OldPool(
            pool.namespace(),
            pool.name(),
            pool.range(),
            pool.allocations().stream()
                .filter(each -> !each.podRef().equals(BesideNames.OWNER))
                .toList()));
    reservations.removeIf(each -> each.podRef().equals(BesideNames.OWNER));
  }

  public List<OldPool> pools() {
    return List.copyOf(pools);
  }

  public List<OldReservation> reservations() {
    return List.copyOf(reservations);
  }

  public List<OldSlices> slices() {
    return List.copyOf(slices);
  }

  public boolean isEmpty() {
    return pools.isEmpty() && reservations.isEmpty() && slices.isEmpty();
  }

  /** Whether the pod {@code namespace/name} is there. */
  public boolean hasPod(String reference) {
    return pods.containsKey(reference);
  }

  boolean arePodsKnown() {
    return podsKnown;
  }

  @Nullable LivePod pod(String reference) {
    return pods.get(reference);
  }

  Map<String, LivePod> pods() {
    return pods;
  }

  boolean areNodesKnown() {
    return !nodes.isEmpty();
  }

  boolean isNode(String name) {
    return nodes.contains(name);
  }

  OldNetworks networks() {
    return networks;
  }
}
