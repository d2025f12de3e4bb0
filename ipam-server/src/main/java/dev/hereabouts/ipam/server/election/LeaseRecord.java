package dev.hereabouts.ipam.server.election;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a lease says. Fields that are not known here are kept by the store.
 *
 * @param holderIdentity who leads, empty when nobody does
 * @param leaseDurationSeconds how long others wait when they see no change; 0 when it is not said
 * @param acquireTime since when the holder holds it by its wall clock, for people
 * @param renewTime when the holder renewed it by its wall clock, for people; microseconds
 * @param leaseTransitions how often the holder has changed
 */
public record LeaseRecord(
    String holderIdentity,
    int leaseDurationSeconds,
    @Nullable Instant acquireTime,
    @Nullable Instant renewTime,
    int leaseTransitions) {

  /** The first record of a lease that was not there. */
  static LeaseRecord first(String holder, LeaseTimes times, Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.MICROS);
    return new LeaseRecord(holder, seconds(times), time, time, 0);
  }

  /** This lease as its holder renews it, or as another takes it over. */
  LeaseRecord takenBy(String holder, LeaseTimes times, Instant now) {
    Instant time = another(now);
    return isHeldBy(holder)
        ? new LeaseRecord(holder, seconds(times), acquireTime, time, leaseTransitions)
        : new LeaseRecord(holder, seconds(times), time, time, leaseTransitions + 1);
  }

  /** This lease as its holder gives it up. */
  LeaseRecord released(Instant now) {
    return new LeaseRecord("", leaseDurationSeconds, acquireTime, another(now), leaseTransitions);
  }

  boolean isHeldBy(String identity) {
    return holderIdentity.equals(identity);
  }

  boolean isFree() {
    return holderIdentity.isEmpty();
  }

  /** A time that differs from the one written: writing identical content would show no change. */
  private Instant another(Instant now) {
    Instant time = now.truncatedTo(ChronoUnit.MICROS);
    return time.equals(renewTime) ? time.plus(1, ChronoUnit.MICROS) : time;
  }

  private static int seconds(LeaseTimes times) {
    return Math.toIntExact(times.lease().toSeconds());
  }
}
