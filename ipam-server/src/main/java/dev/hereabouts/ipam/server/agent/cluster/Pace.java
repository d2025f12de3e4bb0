package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.server.agent.Timer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Time, and how soon something that failed is tried again.
 *
 * @param monotonicMillis a clock that nobody sets, in milliseconds
 * @param random spreads the agents of a cluster when they all look for a new leader
 */
public record Pace(Timer timer, LongSupplier monotonicMillis, RandomGenerator random) {
  static final long LONGEST_MILLIS = 2_000;
  private static final long SHORTEST_MILLIS = 50;
  private static final int DOUBLINGS = 6;

  long now() {
    return monotonicMillis.getAsLong();
  }

  /**
   * Runs the task after the delay that this many failures in a row deserve.
   *
   * @return cancels the task
   */
  Runnable retry(int failures, Runnable task) {
    long whole =
        Math.min(LONGEST_MILLIS, SHORTEST_MILLIS << Math.clamp(failures - 1L, 0, DOUBLINGS));
    return timer.after(whole / 2 + random.nextLong(whole / 2) + 1, task);
  }
}
