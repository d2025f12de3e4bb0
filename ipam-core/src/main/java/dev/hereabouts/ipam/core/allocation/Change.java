package dev.hereabouts.ipam.core.allocation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One step of the ledger from a state to the next, as a fact that can be applied and undone. */
public sealed interface Change {

  /**
   * An entry appears ({@code before} is null), changes hands, or goes ({@code after} is null).
   * Address, pool and ownership ID stay the same from one to the other.
   */
  record OfEntry(@Nullable Entry before, @Nullable Entry after) implements Change {
    public OfEntry {
      if (before == null && after == null) {
        throw new IllegalArgumentException("a change of nothing");
      }
      if (before != null
          && after != null
          && !(before.address().equals(after.address())
              && before.pool().equals(after.pool())
              && before.id().equals(after.id()))) {
        throw new IllegalArgumentException("two entries: " + before + ", " + after);
      }
    }

    public static OfEntry created(Entry entry) {
      return new OfEntry(null, entry);
    }

    public static OfEntry removed(Entry entry) {
      return new OfEntry(entry, null);
    }

    public BlockId block() {
      return Objects.requireNonNull(after != null ? after : before).block();
    }

    /** The change that takes this one back. */
    public OfEntry inverse() {
      return new OfEntry(after, before);
    }
  }

  /** A pool is named for the first time, or offers more than before. */
  record OfPool(Pool pool) implements Change {}
}
