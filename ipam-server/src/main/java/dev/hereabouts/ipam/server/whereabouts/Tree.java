package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.server.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON or YAML, read without complaint: what is missing or of another kind is empty.
 */
record Tree(Map<String, @Nullable Object> fields) {
  boolean has(String name) {
    return fields.get(name) != null;
  }

  /** The text or the number's digits; else "". */
  String text(String name) {
    Object value = fields.get(name);
    return value instanceof String || value instanceof Number ? value.toString() : "";
  }

  Tree child(String name) {
    return fields.get(name) instanceof Map<?, ?> child
        ? new Tree(JsonTree.copy(child))
        : new Tree(Map.of());
  }

  List<Tree> children(String name) {
    return JsonTree.objectsOf(fields.get(name)).stream().map(Tree::new).toList();
  }

  List<String> texts(String name) {
    return fields.get(name) instanceof List<?> values
        ? values.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** The fields whose values are objects. */
  Map<String, Tree> members() {
    Map<String, Tree> members = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      if (value instanceof Map<?, ?> member) {
        members.put(name, new Tree(JsonTree.copy(member)));
      }
    });
    return members;
  }
}
