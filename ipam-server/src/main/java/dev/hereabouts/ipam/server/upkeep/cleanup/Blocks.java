package dev.hereabouts.ipam.server.upkeep.cleanup;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import java.io.IOException;

/** The blocks, for who waits for each answer. */
public interface Blocks {
  ReadOutcome read(BlockId block) throws IOException, InterruptedException;

  CommitOutcome commit(BlockWrite write) throws IOException, InterruptedException;
}
