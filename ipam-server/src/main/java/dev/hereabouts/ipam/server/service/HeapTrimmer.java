package dev.hereabouts.ipam.server.service;

import java.util.function.LongSupplier;

/**
 * Collects the whole heap when it has grown by a fraction. The serial collector lets the old
 * generation grow to its limit ({@code -Xmx}) before it looks for garbage there; a service that
 * runs on each node gives that memory back sooner.
 *
 * <p>A collection takes about a millisecond for each MiB in use. Used by one thread.
 */
public final class HeapTrimmer {
  private static final long GROWTH_DIVISOR = 8;
  private static final long MIN_GROWTH = 1L << 20;

  private final LongSupplier heapSize;
  private final Runnable collection;
  private long afterLast;

  /** Of this JVM. */
  public HeapTrimmer() {
    this(Runtime.getRuntime()::totalMemory, System::gc);
  }

  /**
   * @param heapSize in bytes, used or not
   */
  public HeapTrimmer(LongSupplier heapSize, Runnable collection) {
    this.heapSize = heapSize;
    this.collection = collection;
  }

  /**
   * Collects if the heap has grown since the last collection by more than an eighth, and than 1
   * MiB.
   */
  public void trim() {
    long growth = heapSize.getAsLong() - afterLast;
    if (growth > Math.max(afterLast / GROWTH_DIVISOR, MIN_GROWTH)) {
      collection.run();
      afterLast = heapSize.getAsLong();
    }
  }
}
