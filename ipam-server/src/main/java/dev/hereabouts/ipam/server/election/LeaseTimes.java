package dev.hereabouts.ipam.server.election;

import java.time.Duration;

/**
 * The durations of an election.
 *
 * @param lease how long a follower must see no change before it takes over; whole seconds, because
 *     the lease tells it to others so
 * @param renewDeadline how long a leader leads after it sent its last renewal that was confirmed;
 *     the difference to the lease is what clocks of different speed may differ by
 * @param retryPeriod how often a leader renews and a follower looks
 */
public record LeaseTimes(Duration lease, Duration renewDeadline, Duration retryPeriod) {
  public static final LeaseTimes DEFAULT =
      new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  /**
   * @throws IllegalArgumentException when a leader would outlive its lease, or one lost renewal
   *     would end it
   */
  public LeaseTimes {
    if (!lease.isPositive() || lease.getNano() != 0) {
      throw new IllegalArgumentException("not a positive number of whole seconds: " + lease);
    }
    if (lease.getSeconds() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("longer than a lease can tell: " + lease);
    }
    if (renewDeadline.compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "the renew deadline " + renewDeadline + " is not shorter than the lease " + lease);
    }
    if (retryPeriod.toMillis() < 1 || retryPeriod.multipliedBy(2).compareTo(renewDeadline) > 0) {
      throw new IllegalArgumentException(
          "the retry period %s is not between 1 ms and half the renew deadline %s"
              .formatted(retryPeriod, renewDeadline));
    }
  }

  /** How long an answer is waited for; what is left of the deadline is enough to try once more. */
  Duration patience() {
    return renewDeadline.dividedBy(2);
  }
}
