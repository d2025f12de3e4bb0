package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.server.kubernetes.Timer;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Long work in slices of a millisecond: most of the event loop's time is for calls. */
final class Slices {
  private static final long PAUSE_MILLIS = 4;

  private final Timer timer;
  private final BooleanSupplier goesOn;

  /**
   * @param goesOn whether the work still makes sense, asked before each slice
   */
  Slices(Timer timer, BooleanSupplier goesOn) {
    this.timer = timer;
    this.goesOn = goesOn;
  }

  /** Does the work for each item, so many at once, and what comes after the last. */
  <T> void each(Iterator<T> items, int atOnce, Consumer<T> work, Runnable afterLast) {
    if (!goesOn.getAsBoolean()) {
      return;
    }
    for (int i = 0; i < atOnce && items.hasNext(); i++) {
      work.accept(items.next());
    }
    if (items.hasNext()) {
      timer.after(PAUSE_MILLIS, () -> each(items, atOnce, work, afterLast));
    } else {
      afterLast.run();
    }
  }
}
