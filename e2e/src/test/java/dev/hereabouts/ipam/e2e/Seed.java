package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What whereabouts has left, and is imported before a case begins. */
record Seed(JsonNode members) {
  private static final Set<String> MEMBERS = Set.of("ipPools", "overlapping", "nodeSlicePools");

  Seed {
    assertThat(members.properties().stream().map(Map.Entry::getKey).toList())
        .isNotEmpty()
        .isSubsetOf(MEMBERS);
  }

  /** The objects as whereabouts writes them. */
  List<JsonNode> objects() {
    List<JsonNode> objects = new ArrayList<>();
    for (JsonNode pool : members.path("ipPools")) {
      ObjectNode spec = add(objects, "IPPool", pool).putObject("spec");
      spec.set("range", pool.required("range"));
      spec.set("allocations", pool.required("allocations"));
    }
    for (JsonNode reservation : members.path("overlapping")) {
      ObjectNode spec =
          add(objects, "OverlappingRangeIPReservation", reservation).putObject("spec");
      spec.set("podref", reservation.required("podref"));
      spec.set("ifname", reservation.required("ifname"));
    }
    for (JsonNode slices : members.path("nodeSlicePools")) {
      ObjectNode object = add(objects, "NodeSlicePool", slices);
      ObjectNode spec = object.putObject("spec");
      spec.set("range", slices.required("range"));
      spec.set("sliceSize", slices.required("sliceSize"));
      object.putObject("status").set("allocations", slices.required("allocations"));
    }
    return objects;
  }

  private static ObjectNode add(List<JsonNode> objects, String kind, JsonNode described) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "whereabouts.cni.cncf.io/v1alpha1").put("kind", kind);
    object.putObject("metadata").set("name", described.required("name"));
    objects.add(object);
    return object;
  }

  /** The same as one List. */
  String file() {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("kind", "List");
    objects().forEach(list.putArray("items")::add);
    return list.toString();
  }

  /** How many addresses its IPPools tell of. */
  int addresses() {
    int addresses = 0;
    for (JsonNode pool : members.path("ipPools")) {
      for (Map.Entry<String, JsonNode> each : pool.required("allocations").properties()) {
        addresses += each.getKey().matches("[0-9]+") ? 1 : 0;
      }
    }
    return addresses;
  }

  /** What a leader logs of each NodeSlicePool that it has taken in. */
  List<String> logOfSlices() {
    List<String> lines = new ArrayList<>();
    for (JsonNode slices : members.path("nodeSlicePools")) {
      lines.add(
          "%s in \"\" has %d slices"
              .formatted(
                  slices.required("range").textValue(), slices.required("allocations").size()));
    }
    return lines;
  }
}
