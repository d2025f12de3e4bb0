package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The blocks as the store told of them, until all is loaded. */
final class Followed {
  private final Map<BlockId, StoredBlock> blocks = new HashMap<>();

  void is(StoredBlock block) {
    blocks.put(block.id(), block);
  }

  void isGone(BlockId block) {
    blocks.remove(block);
  }

  /** All blocks, with what loading told. */
  List<StoredBlock> all(LoadOutcome.Loaded loaded) {
    blocks.clear();
    loaded.blocks().forEach(this::is);
    return List.copyOf(blocks.values());
  }

  List<StoredBlock> all(LoadOutcome.CaughtUp caughtUp) {
    caughtUp.gone().forEach(this::isGone);
    caughtUp.changed().forEach(this::is);
    return List.copyOf(blocks.values());
  }

  void forget() {
    blocks.clear();
  }
}
