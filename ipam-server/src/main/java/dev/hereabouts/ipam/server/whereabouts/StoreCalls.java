package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A store for a command that waits for each answer. */
public final class StoreCalls {
  private static final long LIMIT_SECONDS = 300;

  private final BlockStore store;
  private final Executor loop;
  private final Consumer<Runnable> whenPoolsAreKept;

  /**
   * @param loop where the store wants to be called
   * @param whenPoolsAreKept calls back, on the loop too, when what was kept is read by others
   */
  public StoreCalls(BlockStore store, Executor loop, Consumer<Runnable> whenPoolsAreKept) {
    this.store = store;
    this.loop = loop;
    this.whenPoolsAreKept = whenPoolsAreKept;
  }

  void keep(Pool pool) {
    loop.execute(() -> store.keep(pool));
  }

  void awaitPools() throws IOException, InterruptedException {
    this.<Boolean>call(done -> whenPoolsAreKept.accept(() -> done.accept(true)));
  }

  /** Everything that is held, as it is stored now. */
  public Ledger ledger() throws IOException, InterruptedException {
    return switch (call(store::load)) {
      case LoadOutcome.Failed(String reason) -> throw new IOException(reason);
      case LoadOutcome.CaughtUp _ ->
          throw new IllegalStateException("only who was told of the blocks before can catch up");
      case LoadOutcome.Loaded loaded -> {
        Ledger ledger = new Ledger();
        loaded.pools().forEach(pool -> ledger.apply(new Change.OfPool(pool)));
        loaded.blocks().forEach(block -> ledger.replaceBlock(block.id(), block.entries()));
        yield ledger;
      }
    };
  }

  public ReadOutcome read(BlockId block) throws IOException, InterruptedException {
    return call(done -> store.read(block, done));
  }

  public CommitOutcome commit(BlockWrite write) throws IOException, InterruptedException {
    return call(done -> store.commit(write, done));
  }

  /** Runs what answers later, and waits for the answer. */
  private <T> T call(Consumer<Consumer<T>> task) throws IOException, InterruptedException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(() -> task.accept(answer::complete));
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the store did not answer", e);
    }
  }
}
