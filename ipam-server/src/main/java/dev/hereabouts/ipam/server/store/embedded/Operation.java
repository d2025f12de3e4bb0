package dev.hereabouts.ipam.server.store.embedded;

/** One thing that is asked of the store: done first, answered when the disk has it. */
interface Operation {

  /**
   * Does it, in memory.
   *
   * @return gives the answer, once everything up to here is on the disk
   */
  Runnable apply();

  /** Answers that it did not come to a good end, or that nobody knows. */
  void fail(String reason);
}
