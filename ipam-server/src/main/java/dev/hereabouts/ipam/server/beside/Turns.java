package dev.hereabouts.ipam.server.beside;

import dev.hereabouts.ipam.core.allocation.BlockId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of each block one after the other. */
final class Turns {
  private final Map<BlockId, Future<@Nullable Void>> tails = new HashMap<>();

  /** Runs the task when those of the block that came before have ended, well or not. */
  Future<@Nullable Void> run(BlockId block, Supplier<Future<@Nullable Void>> task) {
    Future<@Nullable Void> before = tails.getOrDefault(block, Future.succeededFuture());
    Future<@Nullable Void> now = before.compose(_ -> task.get());
    Future<@Nullable Void> tail = now.otherwiseEmpty();
    tails.put(block, tail);
    tail.onComplete(_ -> tails.remove(block, tail));
    return now;
  }
}
