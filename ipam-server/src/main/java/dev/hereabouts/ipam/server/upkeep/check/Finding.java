package dev.hereabouts.ipam.server.upkeep.check;

import org.jspecify.annotations.Nullable;

/**
 * Something that does not fit.
 *
 * @param kind of what it is about: a kind of object, {@code Address}, or {@code Agent}
 * @param name of that
 * @param space in which an address is; else ""
 * @param text what is wrong, in one sentence without the name
 * @param state what must not have moved for it to be the same finding at a second look; null when
 *     one look is enough
 * @param repair null when there is no safe one
 */
public record Finding(
    Code code,
    String kind,
    String name,
    String space,
    String text,
    @Nullable String state,
    @Nullable Repair repair) {

  static Finding of(Code code, String kind, String name, String text) {
    return new Finding(code, kind, name, "", text, null, null);
  }

  /** The same, that may be over in a moment. */
  Finding whileStays(String moment) {
    return new Finding(code, kind, name, space, text, moment, repair);
  }

  Finding in(String networkName) {
    return new Finding(code, kind, name, networkName, text, state, repair);
  }

  Finding with(Repair safe) {
    return new Finding(code, kind, name, space, text, state, safe);
  }

  /** Whether the other is about the same thing in the same state. */
  boolean isSameAs(Finding other) {
    return code == other.code
        && kind.equals(other.kind)
        && name.equals(other.name)
        && space.equals(other.space)
        && String.valueOf(state).equals(String.valueOf(other.state));
  }
}
