package dev.hereabouts.ipam.server.agent.cluster;

/** Counts an agent's starts durably. */
@FunctionalInterface
public interface EpochCounter {

  /**
   * Makes the next start's epoch greater than this one, and this one the first of the state
   * directory's tenure; soon and without an answer.
   */
  void raiseTo(long epoch);
}
