package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.server.kubernetes.Timer;
import java.util.Comparator;
import java.util.PriorityQueue;

/** An event loop and its clock, which run when the test says so. */
final class VirtualTime implements Timer {
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
  private long now = 1_000_000;
  private long order;

  private record Alarm(long at, long order, Runnable task) {}

  long now() {
    return now;
  }

  @Override
  public void after(long millis, Runnable task) {
    alarms.add(new Alarm(now + millis, ++order, task));
  }

  /** Lets time pass, and runs what comes due. */
  void pass(long millis) {
    long end = now + millis;
    for (Alarm next = alarms.peek(); next != null && next.at() <= end; next = alarms.peek()) {
      alarms.remove(next);
      now = next.at();
      next.task().run();
    }
    now = end;
  }
}
