package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.json.JsonTree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object; what it leaves out is "". */
record Fields(Map<String, @Nullable Object> all) {
  /** The text, or the number's digits. */
  String text(String name) {
    Object value = all.get(name);
    return value == null ? "" : value.toString();
  }

  /** The objects of this name's list; none if there is no list. */
  List<Fields> objects(String name) {
    return JsonTree.objectsOf(all.get(name)).stream().map(Fields::new).toList();
  }

  List<String> texts(String name) {
    return all.get(name) instanceof List<?> values
        ? values.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Milliseconds since 1970 (UTC) as the instant they are, or null. */
  @Nullable Instant instant(String name) {
    return all.get(name) instanceof Number millis ? Instant.ofEpochMilli(millis.longValue()) : null;
  }
}
