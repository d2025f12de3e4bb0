package dev.hereabouts.ipam.server.election;

/** What became of a write of the lease. */
public sealed interface LeaseOutcome {

  /** It is written and has this version now. */
  record Written(String version) implements LeaseOutcome {}

  /** It is not written: the lease has another version than the write is based on. */
  record Conflict() implements LeaseOutcome {}

  /** It may be written, now or later, or not: refused, timed out, a broken connection. */
  record Unknown(String reason) implements LeaseOutcome {}
}
