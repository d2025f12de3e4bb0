package dev.hereabouts.ipam.server.agent;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Limits how long a call waits. */
@FunctionalInterface
public interface Timer {

  /**
   * Runs the task on the event loop after this many milliseconds.
   *
   * @return cancels the task
   */
  Runnable after(long millis, Runnable task);

  /**
   * A receiver that passes on the first of these two: what it is given, or, after this many
   * milliseconds, {@code late}. What comes later is dropped.
   */
  default <T> Consumer<T> first(long millis, Consumer<T> receiver, Runnable late) {
    AtomicBoolean open = new AtomicBoolean(true);
    Runnable cancel =
        after(
            millis,
            () -> {
              if (open.getAndSet(false)) {
                late.run();
              }
            });
    return value -> {
      if (open.getAndSet(false)) {
        cancel.run();
        receiver.accept(value);
      }
    };
  }
}
