package dev.hereabouts.ipam.server;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What a service on every node does for its own size: once a second the heap is collected if it has
 * grown, and once after calls, when it is quiet again, the pages that only they needed are given
 * back. Used on the event loop.
 */
final class Housekeeping {
  private static final long PERIOD_MILLIS = 1_000;

  private final HeapTrimmer heap;
  private final Runnable giveBack;
  private final LongSupplier served;
  private long servedBefore = -1;
  private boolean givenBack;

  /**
   * @param giveBack gives back what is not needed now
   * @param served how many requests there were
   */
  Housekeeping(HeapTrimmer heap, Runnable giveBack, LongSupplier served) {
    this.heap = heap;
    this.giveBack = giveBack;
    this.served = served;
  }

  /** Begins, for this process. */
  static void start(Vertx vertx, LongSupplier served) {
    ColdPages coldPages = ColdPages.ofThisProcess();
    Housekeeping housekeeping = new Housekeeping(new HeapTrimmer(), coldPages::giveBack, served);
    vertx.setPeriodic(PERIOD_MILLIS, _ -> housekeeping.tick());
  }

  void tick() {
    heap.trim();
    long now = served.getAsLong();
    if (now != servedBefore) {
      servedBefore = now;
      givenBack = false;
    } else if (!givenBack) {
      givenBack = true;
      giveBack.run();
    }
  }
}
