package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.store.CommitOutcome;
import java.util.List;

/**
 * Told what became of an allocator's writes, on the event loop: for logs and metrics. It must not
 * call the allocator.
 */
public interface WriteListener {
  /** Hears nothing. */
  WriteListener NONE =
      new WriteListener() {
        @Override
        public void ended(CommitOutcome outcome, int requests) {}

        @Override
        public void confirmed(List<OwnerChange> changes) {}
      };

  /** Tells both. */
  static WriteListener both(WriteListener first, WriteListener second) {
    return new WriteListener() {
      @Override
      public void ended(CommitOutcome outcome, int requests) {
        first.ended(outcome, requests);
        second.ended(outcome, requests);
      }

      @Override
      public void confirmed(List<OwnerChange> changes) {
        first.confirmed(changes);
        second.confirmed(changes);
      }
    };
  }

  /**
   * A write of a block has ended.
   *
   * @param requests how many wait for it; none for a write that only makes sure of what is stored
   */
  void ended(CommitOutcome outcome, int requests);

  /** The store has a block whose addresses changed hands so since it was last known to have it. */
  void confirmed(List<OwnerChange> changes);
}
