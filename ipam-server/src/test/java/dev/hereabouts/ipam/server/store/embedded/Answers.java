package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A store's answers, waited for. */
final class Answers {
  private Answers() {}

  static <T> T await(Consumer<Consumer<T>> call) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call.accept(answer::complete);
    return answer.get(30, TimeUnit.SECONDS);
  }

  static CommitOutcome commit(BlockStore store, BlockWrite write) throws Exception {
    return await(done -> store.commit(write, done));
  }

  static List<StoredBlock> blocks(BlockStore store) throws Exception {
    return switch (Answers.<LoadOutcome>await(store::load)) {
      case LoadOutcome.Loaded loaded -> loaded.blocks();
      case LoadOutcome.CaughtUp caughtUp -> throw new AssertionError(caughtUp);
      case LoadOutcome.Failed failed -> throw new AssertionError(failed.reason());
    };
  }
}
