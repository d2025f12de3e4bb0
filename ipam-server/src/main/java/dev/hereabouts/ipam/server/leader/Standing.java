package dev.hereabouts.ipam.server.leader;

/** Whether this process answers agents. */
public sealed interface Standing {

  /**
   * It leads and has loaded the state.
   *
   * @param identity the process, as the Lease names it
   * @param epoch counts the leaderships
   */
  record Leads(String identity, long epoch) implements Standing {}

  /** Another leads, or nobody, or this one is not ready. */
  record Follows(String reason) implements Standing {}

  /** It led and is going. */
  record ShutsDown(String reason) implements Standing {}
}
