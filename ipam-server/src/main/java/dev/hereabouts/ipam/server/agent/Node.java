package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.allocation.Attempt;
import java.time.InstantSource;

/** The node that an agent serves: its name, its clock, and the numbers of its calls. */
public final class Node {
  private final String name;
  private final InstantSource clock;
  private final long epoch;
  private long calls;

  /**
   * @param epoch counts the agent's starts durably: greater than at any start before
   */
  public Node(String name, InstantSource clock, long epoch) {
    this.name = name;
    this.clock = clock;
    this.epoch = epoch;
  }

  public String name() {
    return name;
  }

  public long epoch() {
    return epoch;
  }

  /** Milliseconds since 1970 (UTC). */
  public long now() {
    return clock.millis();
  }

  /** The number of a call that arrives now. */
  Attempt nextAttempt() {
    calls++;
    return new Attempt(epoch, calls);
  }
}
