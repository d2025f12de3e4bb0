package dev.hereabouts.ipam.server.kubernetes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value in a YAML file, which knows its place for messages. */
record YamlValue(Path file, String place, @Nullable Object value) {

  /** A field of this mapping, or null. */
  @Nullable YamlValue field(String name) throws ApiAccessException {
    if (!(value instanceof Map<?, ?> mapping)) {
      throw failure("is no mapping");
    }
    Object found = mapping.get(name);
    return found == null ? null : new YamlValue(file, inner(name), found);
  }

  YamlValue required(String name) throws ApiAccessException {
    YamlValue found = field(name);
    if (found == null) {
      throw new ApiAccessException(file + ": " + inner(name) + " is missing");
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

  /** The item of this list that has the name. */
  YamlValue named(String name) throws ApiAccessException {
    if (!(value instanceof List<?> list)) {
      throw failure("is no list");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      YamlValue item = new YamlValue(file, place + "[" + i + "]", list.get(i));
      String itemName = item.required("name").text();
      if (itemName.equals(name)) {
        return item;
      }
      names.add(itemName);
    }
    throw failure("has no item named " + name + ", only " + names);
  }

  ApiAccessException failure(String what) {
    return new ApiAccessException(
        file + ": " + (place.isEmpty() ? "the file" : place) + " " + what);
  }

  private String inner(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }
}
