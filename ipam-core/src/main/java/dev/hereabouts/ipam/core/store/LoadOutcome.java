package dev.hereabouts.ipam.core.store;

import dev.hereabouts.ipam.core.allocation.Pool;
import java.util.List;

/** What came of reading everything. */
public sealed interface LoadOutcome {
  record Loaded(List<StoredBlock> blocks, List<Pool> pools) implements LoadOutcome {
    public Loaded {
      blocks = List.copyOf(blocks);
      pools = List.copyOf(pools);
    }
  }

  record Failed(String reason) implements LoadOutcome {}
}
