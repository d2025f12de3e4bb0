package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import java.util.function.Predicate;

/**
 * Which entries are held though nothing will free them by itself.
 *
 * @param unknown why more cannot be told, or ""
 */
public record Suspects(Predicate<Entry> among, String unknown) {
  /** What an entry itself tells: no DEL frees what no container holds. */
  public static Suspects byEntries(String unknown) {
    return new Suspects(Suspects::hasNoContainer, unknown);
  }

  /** Those, and others that somebody who knows the pods tells. */
  public static Suspects or(Predicate<Entry> told) {
    return new Suspects(entry -> hasNoContainer(entry) || told.test(entry), "");
  }

  private static boolean hasNoContainer(Entry entry) {
    return entry.holder().containerId().isEmpty();
  }
}
