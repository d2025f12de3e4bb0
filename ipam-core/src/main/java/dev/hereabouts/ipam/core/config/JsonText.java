package dev.hereabouts.ipam.core.config;

import java.util.List;
import java.util.Map;

/** How a JSON value of the wrong kind is named in a finding. */
final class JsonText {
  /** Stands for a null in a list. */
  static final Object NULL = new Object();

  private JsonText() {}

  /** The value itself where it is short, an outline of it where it is not. */
  static String of(Object value) {
    return switch (value) {
      case String text -> text;
      case JsonReader.OtherNumber number -> number.text();
      case List<?> list -> list.isEmpty() ? "[]" : "[...]";
      case Map<?, ?> object -> object.isEmpty() ? "{}" : "{...}";
      default -> value == NULL ? "null" : value.toString();
    };
  }

  /** The kind of value, with its article. */
  static String typeOf(Object value) {
    return switch (value) {
      case String _ -> "a string";
      case Long _ -> "a number";
      case JsonReader.OtherNumber _ -> "a number";
      case Boolean _ -> "a boolean";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "an object";
      default -> "null";
    };
  }
}
