package dev.hereabouts.ipam.core.store;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import java.util.List;

/**
 * A block as the store has it.
 *
 * @param writer changed by a write that must move the version though it alters no entry
 */
public record StoredBlock(BlockId id, Version version, String writer, List<Entry> entries) {
  public StoredBlock {
    entries = List.copyOf(entries);
  }
}
