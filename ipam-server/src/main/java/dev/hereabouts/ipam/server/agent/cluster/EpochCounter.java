package dev.hereabouts.ipam.server.agent.cluster;

/** Counts an agent's starts durably. */
@FunctionalInterface
public interface EpochCounter {

  /** Makes the next start's epoch greater than this one, soon and without an answer. */
  void raiseTo(long epoch);
}
