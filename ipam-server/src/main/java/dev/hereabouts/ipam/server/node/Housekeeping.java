package dev.hereabouts.ipam.server.node;

import dev.hereabouts.ipam.server.service.ColdPages;
import dev.hereabouts.ipam.server.service.HeapTrimmer;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What a service on every node does for its own size: once a second the heap is collected if it has
 * grown; some seconds after the start, and whenever it is quiet after calls, the pages that only
 * those needed are given back. Used on the event loop.
 */
final class Housekeeping {
  private static final long PERIOD_MILLIS = 1_000;
  private static final int TICKS_OF_A_START = 3;

  private final HeapTrimmer heap;
  private final Runnable giveBack;
  private final LongSupplier served;
  private int ticks;
  private long servedBefore;
  private boolean givenBack;
  private boolean everGivenBack;

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
    if (ticks < TICKS_OF_A_START) {
      ticks++;
    }
    long now = served.getAsLong();
    boolean quiet = now == servedBefore;
    servedBefore = now;
    if (!quiet) {
      givenBack = false;
    }
    if (ticks == TICKS_OF_A_START && !givenBack && (quiet || !everGivenBack)) {
      givenBack = quiet;
      everGivenBack = true;
      giveBack.run();
    }
  }
}
