package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.server.agent.Timer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;

/** An event loop and its clock, which run when the test says so. */
final class ManualTime implements Executor, Timer {
  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
  private long now = 1_000_000;
  private long order;

  private record Alarm(long at, long order, Runnable task) {}

  Pace pace() {
    return new Pace(this, () -> now, new Random(1));
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Runnable after(long millis, Runnable task) {
    Alarm alarm = new Alarm(now + millis, ++order, task);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  /** Runs everything that is ready. */
  void run() {
    for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
      task.run();
    }
  }

  /** Lets time pass, and runs what comes due. */
  void pass(long millis) {
    long end = now + millis;
    run();
    for (Alarm next = alarms.peek(); next != null && next.at() <= end; next = alarms.peek()) {
      alarms.remove(next);
      now = next.at();
      next.task().run();
      run();
    }
    now = end;
  }

  /** Forgets all that was to be done, as a process does that is killed. */
  void kill() {
    ready.clear();
    alarms.clear();
  }
}
