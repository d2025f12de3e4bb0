package dev.hereabouts.ipam.core.store;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A write of one block, which takes effect only on the version that it is based on. */
public sealed interface BlockWrite {
  BlockId id();

  /**
   * Makes these the block's entries.
   *
   * @param basedOn null to create the block
   */
  record Put(BlockId id, @Nullable Version basedOn, String writer, List<Entry> entries)
      implements BlockWrite {
    public Put {
      entries = List.copyOf(entries);
    }
  }

  /** Removes the block. */
  record Remove(BlockId id, Version basedOn) implements BlockWrite {}
}
