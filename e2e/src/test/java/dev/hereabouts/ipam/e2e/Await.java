package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what another process does by looking again and again, within a limit. */
final class Await {
  private static final long LIMIT_SECONDS = 60;
  private static final long MILLIS_BETWEEN = 10;

  private Await() {}

  /** Something that another process brings about. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  static void until(String what, Condition condition) throws IOException, InterruptedException {
    until(() -> what, condition);
  }

  /**
   * As {@link #until(String, Condition)}.
   *
   * @param what says what was waited for, when it did not come
   */
  static void until(Supplier<String> what, Condition condition)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new AssertionError("not within " + LIMIT_SECONDS + " s: " + what.get());
      }
      Thread.sleep(MILLIS_BETWEEN);
    }
  }
}
