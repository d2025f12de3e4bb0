package dev.hereabouts.ipam.server.agent.cluster;

import org.jspecify.annotations.Nullable;

/** What the last answers tell of the way to the leader. */
final class Link {
  private final Pace pace;
  private @Nullable String trouble = "none was found since the agent started";
  private long since;

  Link(Pace pace) {
    this.pace = pace;
    since = pace.now();
  }

  void works() {
    trouble = null;
  }

  void fails(String reason) {
    if (trouble == null) {
      since = pace.now();
    }
    trouble = reason;
  }

  /** Why and since when no leader answers, or null if one does. */
  @Nullable String outage() {
    return trouble == null
        ? null
        : "no leader for " + (pace.now() - since) / 1_000 + " s: " + trouble;
  }
}
