package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a node keeps the releases that the leader has not confirmed yet.
 *
 * <p>What is asked is done in the order in which it was asked. Each callback is called exactly
 * once, on whatever thread the journal likes.
 */
public interface ReleaseJournal {

  /**
   * Keeps a release under its number, in place of what stood there.
   *
   * @param done told true once the journal would survive the loss of power, else false
   */
  void put(long number, ReleaseRequest release, Consumer<Boolean> done);

  /** Forgets the release of this number, soon and without an answer. */
  void remove(long number);

  /** Reads all that are kept. */
  void load(Consumer<LoadOutcome> done);

  /** A release that is kept; a lower number came earlier. */
  record Journaled(long number, ReleaseRequest release) {}

  /** What came of reading them. */
  sealed interface LoadOutcome {

    /** All of them, by their numbers. */
    record Loaded(List<Journaled> releases) implements LoadOutcome {
      public Loaded {
        releases = List.copyOf(releases);
      }
    }

    record Failed(String reason) implements LoadOutcome {}
  }
}
