package dev.hereabouts.ipam.server.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** The time that all clocks follow, and what is to happen in it. */
final class SimulatedTime {
  private record Event(long at, long number, Runnable task) {}

  private final Queue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Runnable afterEach;
  private long scheduled;
  private long now;

  /**
   * @param afterEach is run after each event
   */
  SimulatedTime(Runnable afterEach) {
    this.afterEach = afterEach;
  }

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  void at(long when, Runnable task) {
    events.add(new Event(Math.max(when, now), scheduled++, task));
  }

  void after(Duration pause, Runnable task) {
    at(now + pause.toNanos(), task);
  }

  /** Lets this much time pass with all that happens in it. */
  void pass(Duration duration) {
    long end = now + duration.toNanos();
    while (!events.isEmpty() && events.element().at() <= end) {
      Event next = events.remove();
      now = next.at();
      next.task().run();
      afterEach.run();
    }
    now = end;
    afterEach.run();
  }
}
