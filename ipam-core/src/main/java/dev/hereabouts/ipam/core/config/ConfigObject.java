package dev.hereabouts.ipam.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to a JSON object; a value of the wrong type is a finding and reads as unset.
 *
 * <p>An object may have a fallback, which fills the keys that are unset or empty here. Keys that
 * nobody asked for can be reported at the end.
 */
final class ConfigObject {
  /** A value that is set and where it stands. */
  private record Member(String path, Object value) {}

  private final Map<String, Object> members;
  private final String path;
  private final Findings findings;
  private final @Nullable ConfigObject fallback;
  private final Set<String> asked = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final List<ConfigObject> children = new ArrayList<>();

  ConfigObject(
      Map<String, Object> members,
      String path,
      Findings findings,
      @Nullable ConfigObject fallback) {
    this.members = members;
    this.path = path;
    this.findings = findings;
    this.fallback = fallback;
  }

  String path() {
    return path;
  }

  /** Whether the key is set to anything, be it empty or of the wrong type. */
  boolean has(String key) {
    return find(key) != null;
  }

  /** Whether the key is unset or set to an empty text, list or number. */
  boolean isUnset(String key) {
    Member member = find(key);
    return member == null || isEmpty(member.value());
  }

  /** Whether the key is set to an object. */
  boolean hasObject(String key) {
    return members.get(key) instanceof Map<?, ?>;
  }

  /** This object with another one under it, which fills the keys that are unset or empty here. */
  ConfigObject over(@Nullable ConfigObject defaults) {
    return new ConfigObject(members, path, findings, defaults);
  }

  /** The text of this key, "" when unset. */
  Text text(String key) {
    return text(key, Findings.BAD_CONFIGURATION);
  }

  /** The text of this key, "" when unset, with the code that a wrong type has. */
  Text text(String key, int cniCode) {
    Member member = find(key);
    if (member == null) {
      return new Text(pathOf(key), "");
    }
    if (member.value() instanceof String text) {
      return new Text(member.path(), text);
    }
    wrongType(cniCode, member, "a string");
    return new Text(member.path(), "", true);
  }

  /** The boolean of this key of this object itself, never of the fallback. */
  boolean ownFlag(String key, boolean unset) {
    find(key);
    Object value = members.get(key);
    if (value == null) {
      return unset;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    wrongType(Findings.BAD_CONFIGURATION, new Member(pathOf(key), value), "true or false");
    return unset;
  }

  /** The integer of this key, or null when unset. */
  @Nullable Long integer(String key) {
    Member member = find(key);
    if (member == null || member.value() instanceof Long) {
      return member == null ? null : (Long) member.value();
    }
    wrongType(Findings.BAD_CONFIGURATION, member, "an integer");
    return null;
  }

  /** The texts of this key's list, none when unset. */
  List<Text> texts(String key) {
    List<Text> texts = new ArrayList<>();
    for (Member element : elements(key)) {
      if (element.value() instanceof String text) {
        texts.add(new Text(element.path(), text));
      } else {
        wrongType(Findings.BAD_CONFIGURATION, element, "a string");
      }
    }
    return texts;
  }

  /** The objects of this key's list, none when unset. */
  List<ConfigObject> objects(String key) {
    List<ConfigObject> objects = new ArrayList<>();
    for (Member element : elements(key)) {
      Map<String, Object> object = object(element);
      if (object != null) {
        objects.add(new ConfigObject(object, element.path(), findings, null));
      }
    }
    children.addAll(objects);
    return objects;
  }

  /** The object of this key, an empty one when unset; its members fall back one by one. */
  ConfigObject object(String key) {
    ConfigObject object = unregistered(key);
    children.add(object);
    return object;
  }

  private ConfigObject unregistered(String key) {
    asked.add(key);
    Object value = members.get(key);
    Map<String, Object> object = value == null ? null : object(new Member(pathOf(key), value));
    return new ConfigObject(
        object == null ? Map.of() : object,
        pathOf(key),
        findings,
        fallback == null ? null : fallback.unregistered(key));
  }

  /** Warns of each key of this object, its parts and its fallback that nobody asked for. */
  void warnOfUnknownKeys() {
    members.forEach((key, value) -> {
      if (!asked.contains(key)) {
        findings.warning(
            pathOf(key),
            JsonText.of(value),
            "unknown key, ignored",
            "remove it or correct its spelling");
      }
    });
    children.forEach(ConfigObject::warnOfUnknownKeys);
    if (fallback != null) {
      fallback.warnOfUnknownKeys();
    }
  }

  /** The names among these, as written, that are set in this object or its fallback. */
  List<String> namesOf(Set<String> keys) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String key : keys) {
      if (find(key) != null) {
        names.add(key);
      }
    }
    return List.copyOf(names);
  }

  private @Nullable Member find(String key) {
    asked.add(key);
    Member under = fallback == null ? null : fallback.find(key);
    Object value = members.get(key);
    if (value == null || (under != null && isEmpty(value))) {
      return under;
    }
    return new Member(pathOf(key), value);
  }

  private static boolean isEmpty(Object value) {
    return value.equals("")
        || value.equals(0L)
        || value.equals(false)
        || (value instanceof List<?> list && list.isEmpty());
  }

  private List<Member> elements(String key) {
    Member member = find(key);
    List<Member> elements = new ArrayList<>();
    if (member == null) {
      return elements;
    }
    if (!(member.value() instanceof List<?> list)) {
      wrongType(Findings.BAD_CONFIGURATION, member, "a list");
      return elements;
    }
    for (int i = 0; i < list.size(); i++) {
      Object element = list.get(i);
      elements.add(
          new Member(member.path() + "[" + i + "]", element == null ? JsonText.NULL : element));
    }
    return elements;
  }

  @SuppressWarnings("unchecked") // every map that the JSON reader makes has such keys and values
  private @Nullable Map<String, Object> object(Member member) {
    if (member.value() instanceof Map<?, ?> object) {
      return (Map<String, Object>) object;
    }
    wrongType(Findings.BAD_CONFIGURATION, member, "an object");
    return null;
  }

  private String pathOf(String key) {
    return path.isEmpty() || path.endsWith(":") ? path + key : path + "." + key;
  }

  private void wrongType(int cniCode, Member member, String wanted) {
    findings.error(
        cniCode,
        member.path(),
        JsonText.of(member.value()),
        JsonText.typeOf(member.value()) + " where " + wanted + " is due",
        "write " + wanted);
  }
}
