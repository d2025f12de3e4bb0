package dev.hereabouts.ipam.server.election;

import java.time.Duration;

/**
 * What happens to a request on its way.
 *
 * @param there how long it takes to arrive
 * @param back how long its answer takes
 */
record Delivery(Fate fate, Duration there, Duration back) {
  enum Fate {
    WELL,
    /** It never arrives, and nobody says so. */
    HANGS,
    /** It takes effect, but no answer comes. */
    HANGS_WITH_EFFECT,
    /** The connection breaks before it arrives. */
    BREAKS,
    /** The connection breaks after it arrived. */
    BREAKS_WITH_EFFECT,
    /** The connection breaks, and it arrives afterwards. */
    BREAKS_AND_LANDS_LATE,
    /** It is refused as if another had written. */
    CONFLICTS
  }

  static Delivery of(Fate fate) {
    return new Delivery(fate, Duration.ofMillis(1), Duration.ofMillis(1));
  }
}
