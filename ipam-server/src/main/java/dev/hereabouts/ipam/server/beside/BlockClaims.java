package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.server.beside.OldRecords.Standing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the old side has of ours in one block, as far as is known. */
final class BlockClaims {
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** Recorded for entries that the store has, or that are about to be written. */
  private final Map<Claim, Trace> held = new HashMap<>();

  /** Of entries that the store has, and not recorded; whether an ADD of ours gave them. */
  private final Map<Claim, Boolean> open = new HashMap<>();

  /** Of entries that the store has, with the pod for which the old side has them. */
  private final Map<Claim, String> contested = new HashMap<>();

  /** What may be recorded for nothing: it was tried, or its entry is gone. */
  private final Map<Claim, Trace> spare = new HashMap<>();

  /** What was found recorded for nothing, and at which look. A leader before may write it yet. */
  private final Map<Claim, Stray> strays = new HashMap<>();

  private long pause = FIRST_PAUSE_MILLIS;

  /** Whether a write of the block may still land. */
  boolean uncertain;

  /** How many decisions in a row came too late. */
  int lostRaces;

  /** Whether it is to be settled later anyway. */
  boolean settlesLater;

  private record Stray(Trace trace, int look) {}

  /** How the entries that the store has stand on the old side. */
  void found(Map<Claim, Right> stored, OldRecords records) {
    stored.forEach((claim, right) -> {
      switch (records.judge(claim, right)) {
        case Standing.Recorded(Trace trace) -> held.put(claim, trace);
        case Standing.Open() -> open.put(claim, right.given());
        case Standing.Contested(String podRef, Trace trace) -> {
          contested.put(claim, podRef);
          spare.put(claim, trace);
        }
      }
    });
  }

  /** The store has these entries, as was read. */
  void stored(Map<Claim, Right> stored) {
    for (Claim claim : Set.copyOf(held.keySet())) {
      if (!stored.containsKey(claim)) {
        spare.merge(claim, held.getOrDefault(claim, Trace.NONE), Trace::and);
        held.remove(claim);
      }
    }
    contested.keySet().retainAll(stored.keySet());
    open.keySet().retainAll(stored.keySet());
    stored.forEach((claim, right) -> {
      if (!isRecorded(claim, right) && !contested.containsKey(claim)) {
        open.put(claim, right.given());
      }
    });
  }

  /** A record for an imported entry's pod is not enough any more when an ADD of ours has it. */
  private boolean isRecorded(Claim claim, Right right) {
    Trace trace = held.get(claim);
    return trace != null && (!right.given() || trace.pods().isEmpty());
  }

  /** What must be recorded before these entries are written. */
  Map<Claim, Right> due(Map<Claim, Right> wanted) {
    Map<Claim, Right> due = new LinkedHashMap<>(wanted);
    due.entrySet()
        .removeIf(each ->
            isRecorded(each.getKey(), each.getValue())
                || contested.containsKey(each.getKey())
                || Boolean.valueOf(each.getValue().given()).equals(open.get(each.getKey())));
    return due;
  }

  /** Which of these entries are to be recorded though they are written already. */
  Map<Claim, Right> open(Map<Claim, Right> stored) {
    Map<Claim, Right> all = new LinkedHashMap<>(stored);
    all.keySet().retainAll(open.keySet());
    return all;
  }

  /** Whether the store has an entry for one of these. */
  boolean areStored(Set<Claim> claims) {
    return claims.stream().anyMatch(claim -> held.containsKey(claim) || open.containsKey(claim));
  }

  /** These are about to be recorded, perhaps for nothing. */
  void trying(Map<Claim, Right> claims, String mark) {
    claims.keySet().forEach(claim -> spare.merge(claim, Trace.ofMark(mark), Trace::and));
  }

  /** These are recorded. */
  void recorded(Map<Claim, Right> claims, String mark) {
    claims.forEach((claim, right) -> {
      Trace trace = new Trace(Set.of(mark), right.given() ? Set.of() : right.pods());
      held.put(claim, trace);
      open.remove(claim);
      spare.remove(claim);
      strays.remove(claim);
      String reservation = claim.reservation();
      held.replaceAll((other, before) ->
          reservation != null && reservation.equals(other.reservation())
              ? before.and(Trace.ofMark(mark))
              : before);
    });
  }

  /** Somebody else has it, though we have given it. */
  void contest(Claim claim, String podRef) {
    open.remove(claim);
    contested.put(claim, podRef);
  }

  Map<Claim, String> contested() {
    return Map.copyOf(contested);
  }

  /** Nobody contests it any more. */
  void reopen(Claim claim) {
    contested.remove(claim);
  }

  /** Whether a record for this pod stands for an entry. */
  boolean countsOn(Claim claim, String podRef) {
    return held.getOrDefault(claim, Trace.NONE).pods().contains(podRef);
  }

  Set<Claim> held() {
    return held.keySet();
  }

  /** Whether it is known that the pool has the address recorded for us. */
  boolean knows(Claim claim) {
    Claim alone = new Claim(claim.pool(), claim.address(), false);
    return Stream.of(held, spare, strays)
        .anyMatch(each -> each.containsKey(claim) || each.containsKey(alone));
  }

  /** The names of the reservations of all that is known to be recorded. */
  Set<String> reservations() {
    Set<String> names = new HashSet<>();
    for (Map<Claim, ?> each : List.of(held, spare, strays)) {
      names.addAll(reservations(each.keySet()));
    }
    return names;
  }

  void stray(Claim claim, String mark, int look) {
    Trace trace = Trace.ofMark(mark);
    strays.merge(
        claim, new Stray(trace, look), (old, now) -> new Stray(old.trace().and(trace), now.look()));
  }

  /** Strays that were found at this look or before are to go. */
  boolean giveUpStrays(int look) {
    Set<Claim> old =
        strays.entrySet().stream()
            .filter(each -> each.getValue().look() <= look)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    old.forEach(claim -> {
      Stray stray = strays.remove(claim);
      if (stray != null) {
        spare.merge(claim, stray.trace(), Trace::and);
      }
    });
    return !old.isEmpty();
  }

  /** What is to be taken away when these are the entries. */
  Map<Claim, Trace> unwanted(Map<Claim, Right> wanted) {
    Map<Claim, Trace> unwanted = new HashMap<>(spare);
    held.forEach((claim, trace) -> unwanted.merge(claim, trace, Trace::and));
    unwanted.keySet().removeAll(wanted.keySet());
    return unwanted;
  }

  /** These are taken away. */
  void freed(Set<Claim> claims) {
    spare.keySet().removeAll(claims);
    held.keySet().removeAll(claims);
  }

  /** The names of the claims' reservations. */
  static Set<String> reservations(Set<Claim> wanted) {
    Set<String> names = new HashSet<>();
    for (Claim claim : wanted) {
      String name = claim.reservation();
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /** How long to wait before the next try; longer each time until {@link #settled}. */
  long nextPause() {
    long now = pause;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    return now;
  }

  void settled() {
    pause = FIRST_PAUSE_MILLIS;
  }

  boolean isEmpty() {
    return held.isEmpty()
        && open.isEmpty()
        && contested.isEmpty()
        && spare.isEmpty()
        && strays.isEmpty()
        && !uncertain
        && !settlesLater;
  }
}
