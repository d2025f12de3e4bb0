package dev.hereabouts.ipam.core.store;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pool;
import java.util.List;

/** What came of reading everything. */
public sealed interface LoadOutcome {
  /** Everything. */
  record Loaded(List<StoredBlock> blocks, List<Pool> pools) implements LoadOutcome {
    public Loaded {
      blocks = List.copyOf(blocks);
      pools = List.copyOf(pools);
    }
  }

  /**
   * What differs from the blocks that the store has told of before; all others are as it told.
   *
   * @param gone blocks that it told of and that are no more
   * @param pools all of them
   */
  record CaughtUp(List<StoredBlock> changed, List<BlockId> gone, List<Pool> pools)
      implements LoadOutcome {
    public CaughtUp {
      changed = List.copyOf(changed);
      gone = List.copyOf(gone);
      pools = List.copyOf(pools);
    }
  }

  record Failed(String reason) implements LoadOutcome {}
}
