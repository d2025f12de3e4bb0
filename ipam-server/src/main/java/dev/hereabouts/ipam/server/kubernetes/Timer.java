package dev.hereabouts.ipam.server.kubernetes;

/** Runs things on the event loop later. */
@FunctionalInterface
public interface Timer {

  /** Runs the task on the event loop after this many milliseconds, at least 1. */
  void after(long millis, Runnable task);
}
