package dev.hereabouts.ipam.server.allocator;

/** Runs things on the event loop later. */
@FunctionalInterface
public interface Scheduler {

  /** Runs the task on the event loop after this many milliseconds, at least 1. */
  void after(long millis, Runnable task);
}
