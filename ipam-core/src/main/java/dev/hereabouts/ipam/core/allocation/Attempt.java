package dev.hereabouts.ipam.core.allocation;

import java.util.Comparator;

/**
 * The number of an ADD or DEL on its node, in the order of arrival.
 *
 * @param epoch the agent's start, counted durably
 * @param number counts the calls since that start
 */
public record Attempt(long epoch, long number) implements Comparable<Attempt> {
  /** Stands for an ADD that another program served, before all of ours. */
  public static final Attempt IMPORTED = new Attempt(0, 0);

  private static final Comparator<Attempt> ORDER =
      Comparator.comparingLong(Attempt::epoch).thenComparingLong(Attempt::number);

  @Override
  public int compareTo(Attempt other) {
    return ORDER.compare(this, other);
  }
}
