package dev.hereabouts.ipam.core.store;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pool;
import java.util.function.Consumer;

/**
 * Where blocks are kept.
 *
 * <p>Each callback is called exactly once, on whatever thread the store likes. Writes of one block
 * are never in flight side by side: the caller waits for the outcome of one before it sends the
 * next.
 */
public interface BlockStore {

  /**
   * Reads everything, with the effect of every write that was confirmed before; or, from a store
   * that has told its caller of the blocks before, what differs from that.
   */
  void load(Consumer<LoadOutcome> done);

  /** Reads one block as it is now, with the effect of every write that was confirmed before. */
  void read(BlockId id, Consumer<ReadOutcome> done);

  /** Writes one block; confirmed only when it would survive the loss of power. */
  void commit(BlockWrite write, Consumer<CommitOutcome> done);

  /**
   * Keeps a pool's description, soon and without an answer: it holds no promise to anyone and is
   * noted again with the next request that finds it missing.
   */
  void keep(Pool pool);
}
