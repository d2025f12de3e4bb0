package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A store that takes writes only while its allocator leads.
 *
 * <p>An agent repeats an ADD under the same attempt at the next leader; the one before must not
 * take back what the repetition got. A write that was let through is older than what the next
 * leader wrote, so it conflicts; one after reading that is not let through.
 */
record LeadersStore(BlockStore store, BooleanSupplier leads) implements BlockStore {
  @Override
  public void load(Consumer<LoadOutcome> done) {
    store.load(done);
  }

  @Override
  public void read(BlockId id, Consumer<ReadOutcome> done) {
    store.read(id, done);
  }

  @Override
  public void commit(BlockWrite write, Consumer<CommitOutcome> done) {
    if (leads.getAsBoolean()) {
      store.commit(write, done);
    } else {
      done.accept(new CommitOutcome.Unknown("this allocator does not lead any more"));
    }
  }

  @Override
  public void keep(Pool pool) {
    store.keep(pool);
  }
}
