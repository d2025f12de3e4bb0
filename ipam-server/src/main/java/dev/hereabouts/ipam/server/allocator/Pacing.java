package dev.hereabouts.ipam.server.allocator;

/**
 * How many block writes a store is to have at a time, and how long a block waits for company. What
 * a write costs hardly depends on how many calls it covers, so under load fewer and larger ones
 * serve more callers sooner. A block is written when a fair share of all calls waits for it, a
 * single one at once; else after the moment.
 *
 * @param mostInFlight writes at a time
 * @param gatherMillis how long a block waits for more calls at most; 0 for not at all
 */
public record Pacing(int mostInFlight, long gatherMillis) {
  /** For a store that groups writes by itself. */
  public static final Pacing NONE = new Pacing(Integer.MAX_VALUE, 0);

  public Pacing {
    if (mostInFlight < 1 || gatherMillis < 0) {
      throw new IllegalArgumentException("no pacing: " + mostInFlight + ", " + gatherMillis);
    }
  }
}
