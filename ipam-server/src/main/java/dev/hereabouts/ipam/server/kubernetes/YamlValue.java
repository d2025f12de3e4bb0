package dev.hereabouts.ipam.server.kubernetes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value in a YAML file, which knows its place for messages. */
record YamlValue(Path file, String place, @Nullable Object value) {

  /** A field of this mapping, or null for none or an empty one. */
  @Nullable YamlValue field(String name) throws ApiAccessException {
    if (!(value instanceof Map<?, ?> mapping)) {
      throw failure("is no mapping");
    }
    Object found = mapping.get(name);
    return found == null || "".equals(found) ? null : new YamlValue(file, inner(name), found);
  }

  YamlValue required(String name) throws ApiAccessException {
    YamlValue found = field(name);
    if (found == null) {
      throw missing(name, "");
    }
    return found;
  }

  String text() throws ApiAccessException {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw failure("must be a text");
  }

  boolean truth() throws ApiAccessException {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw failure("must be true or false");
  }

  boolean truth(String name) throws ApiAccessException {
    YamlValue found = field(name);
    return found != null && found.truth();
  }

  /** The items of the list that is the field; none where there is no such field. */
  List<YamlValue> items(String name) throws ApiAccessException {
    YamlValue found = field(name);
    return found == null ? List.of() : found.items();
  }

  private List<YamlValue> items() throws ApiAccessException {
    if (!(value instanceof List<?> list)) {
      throw failure("is no list");
    }
    List<YamlValue> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      items.add(new YamlValue(file, place + "[" + i + "]", list.get(i)));
    }
    return items;
  }

  /** The path that this text is, which is relative to the file that it stands in. */
  Path path() throws ApiAccessException {
    return file.resolveSibling(text());
  }

  ApiAccessException failure(String what) {
    return new ApiAccessException(
        file + ": " + (place.isEmpty() ? "the file" : place) + " " + what);
  }

  ApiAccessException missing(String name, String remedy) {
    return new ApiAccessException(file + ": " + inner(name) + " is missing" + remedy);
  }

  private String inner(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }
}
