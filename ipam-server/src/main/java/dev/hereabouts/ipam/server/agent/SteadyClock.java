package dev.hereabouts.ipam.server.agent;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of day as it was at the start, counted on by a clock that nobody sets, in milliseconds
 * since 1970 (UTC): for how long something is kept.
 */
public final class SteadyClock implements LongSupplier {
  private final long startMillis;
  private final long startNanos;
  private final LongSupplier nanos;

  /**
   * @param nanos a monotonic clock in nanoseconds
   */
  public SteadyClock(InstantSource clock, LongSupplier nanos) {
    startMillis = clock.millis();
    startNanos = nanos.getAsLong();
    this.nanos = nanos;
  }

  @Override
  public long getAsLong() {
    return startMillis + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
  }
}
