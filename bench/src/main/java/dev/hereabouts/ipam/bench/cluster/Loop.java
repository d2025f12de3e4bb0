package dev.hereabouts.ipam.bench.cluster;

import dev.hereabouts.ipam.server.loop.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The event loop that a program's calls run on, for its main thread. */
final class Loop implements AutoCloseable {
  private final Vertx vertx = EventLoop.start();
  private final Context context = vertx.getOrCreateContext();

  Vertx vertx() {
    return vertx;
  }

  /** Runs the task on the loop, and waits for what comes of it. */
  <T> T run(Supplier<Future<T>> task) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(_ -> task.get().onComplete(promise));
    return promise.future().await();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
