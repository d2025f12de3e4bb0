package dev.hereabouts.ipam.server.upkeep.check;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the Lease and the leader's record say.
 *
 * @param holder of the Lease; "" when nobody holds it, null when there is none
 * @param renewed when the holder says to have renewed it
 * @param leaseSeconds for how long that counts
 * @param record who the record says leads; null when there is none
 * @param target where the record sends agents, {@code HOST:PORT}; "" when it does not say
 */
public record SeenLeader(
    @Nullable String holder,
    @Nullable Instant renewed,
    int leaseSeconds,
    @Nullable String record,
    String target) {

  /**
   * Whether the allocator of the record holds the Lease now, by this machine's clock: one that has
   * loaded all, for it makes the record then.
   */
  public boolean serves(Instant now) {
    return renewed != null
        && record != null
        && record.equals(holder)
        && !record.isEmpty()
        && Duration.between(renewed, now).abs().toSeconds() < leaseSeconds;
  }

  /** Whether the Lease ran out some time ago, by this machine's clock. */
  public boolean looksStale(Instant now) {
    return holder != null
        && !holder.isEmpty()
        && (renewed == null || renewed.plusSeconds(2L * leaseSeconds).isBefore(now));
  }
}
