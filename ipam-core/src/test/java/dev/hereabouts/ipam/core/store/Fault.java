package dev.hereabouts.ipam.core.store;

/** What goes wrong with a write to the {@link InMemoryStore}. */
public enum Fault {
  /** Answered as a conflict, without effect. */
  CONFLICT,
  /** Answered as rejected, without effect. */
  REJECTED,
  /** Takes effect if its version is right, and the answer is lost. */
  UNKNOWN_WITH_EFFECT,
  /** Lost before it arrives. */
  UNKNOWN_WITHOUT_EFFECT,
  /** Answered as unknown, and arrives when {@link InMemoryStore#landLate()} says so. */
  UNKNOWN_WITH_LATE_EFFECT
}
