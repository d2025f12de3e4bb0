package dev.hereabouts.ipam.server.election;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The lease as it was last seen.
 *
 * @param since the monotonic time in nanoseconds at which it was first seen with this version
 */
record ObservedLease(LeaseRecord record, String version, long since) {

  /** What is known after a look at the lease: the time of the one before, if it is the same. */
  static ObservedLease after(@Nullable ObservedLease before, LeaseRead.Found found, long now) {
    return before != null && before.version.equals(found.version())
        ? before
        : new ObservedLease(found.record(), found.version(), now);
  }

  /** Whether it has not changed for as long as its holder asks to wait. */
  boolean isSilent(long now, LeaseTimes times) {
    return now - since >= duration(times).toNanos();
  }

  /** How long its holder asks to wait, or what we ask when it does not say. */
  Duration duration(LeaseTimes times) {
    return record.leaseDurationSeconds() > 0
        ? Duration.ofSeconds(record.leaseDurationSeconds())
        : times.lease();
  }
}
