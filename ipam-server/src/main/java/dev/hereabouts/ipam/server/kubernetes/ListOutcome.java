package dev.hereabouts.ipam.server.kubernetes;

import java.util.List;

/** What came of listing a collection. */
public sealed interface ListOutcome<T> {

  /**
   * All of it, as it was at one moment.
   *
   * @param resourceVersion that moment, to watch from
   */
  record Listed<T>(List<T> items, String resourceVersion) implements ListOutcome<T> {
    public Listed {
      items = List.copyOf(items);
    }
  }

  record Failed<T>(String reason) implements ListOutcome<T> {}
}
