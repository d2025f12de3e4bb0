package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.server.whereabouts.BesideNames;
import java.util.HashSet;
import java.util.Set;

/**
 * What our records of an address are known by. A record that is not as this says is somebody
 * else's: of whereabouts, or of a leader that claimed it later.
 *
 * @param marks of the claims that wrote them
 * @param pods whose imported records stand for ours
 */
record Trace(Set<String> marks, Set<String> pods) {
  static final Trace NONE = new Trace(Set.of(), Set.of());

  Trace {
    marks = Set.copyOf(marks);
    pods = Set.copyOf(pods);
  }

  static Trace ofMark(String mark) {
    return new Trace(Set.of(mark), Set.of());
  }

  Trace and(Trace other) {
    return new Trace(both(marks, other.marks), both(pods, other.pods));
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  /** Whether a record is ours. */
  boolean tells(String podRef, String mark) {
    return podRef.equals(BesideNames.OWNER) ? marks.contains(mark) : pods.contains(podRef);
  }
}
