package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The store, called from the test's thread: each call is made on the loop that it belongs to. */
record LoopStore(KubernetesStore store, Context loop) implements BlockStore {
  @Override
  public void load(Consumer<LoadOutcome> done) {
    loop.runOnContext(_ -> store.load(done));
  }

  @Override
  public void read(BlockId id, Consumer<ReadOutcome> done) {
    loop.runOnContext(_ -> store.read(id, done));
  }

  @Override
  public void commit(BlockWrite write, Consumer<CommitOutcome> done) {
    loop.runOnContext(_ -> store.commit(write, done));
  }

  @Override
  public void keep(Pool pool) {
    loop.runOnContext(_ -> store.keep(pool));
  }

  CommitOutcome commit(BlockWrite write) throws Exception {
    return await(done -> commit(write, done));
  }

  ReadOutcome read(BlockId id) throws Exception {
    return await(done -> read(id, done));
  }

  LoadOutcome load() throws Exception {
    return await(this::load);
  }

  void awaitPools() throws Exception {
    LoopStore.<Boolean>await(
        done -> loop.runOnContext(_ -> store.whenPoolsAreKept(() -> done.accept(true))));
  }

  static <T> T await(Consumer<Consumer<T>> call) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call.accept(answer::complete);
    return answer.get(30, TimeUnit.SECONDS);
  }
}
