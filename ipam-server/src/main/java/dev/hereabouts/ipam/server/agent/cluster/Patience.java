package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.server.agent.Deadlines;

/**
 * How long a call tries to reach the leader, in milliseconds.
 *
 * @param add before an ADD is answered that it failed
 * @param release before a release is answered that it failed
 * @param journal before a DEL goes to the journal
 */
public record Patience(long add, long release, long journal) {
  private static final long MARGIN = 1_000;
  private static final long JOURNAL = 2_000;

  /** A little less than the verbs wait, so that the answer says what was in the way. */
  public static Patience within(Deadlines deadlines) {
    return new Patience(
        deadlines.add() - MARGIN,
        deadlines.release() - MARGIN,
        Math.min(JOURNAL, deadlines.release() / 2));
  }
}
