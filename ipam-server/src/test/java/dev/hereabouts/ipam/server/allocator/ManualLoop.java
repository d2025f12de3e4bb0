package dev.hereabouts.ipam.server.allocator;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An event loop that runs when the test says so; time passes only when nothing else is to do. */
final class ManualLoop implements Executor, Scheduler {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Queue<Runnable> timers = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void after(long millis, Runnable task) {
    timers.add(task);
  }

  /** Runs the next task. */
  boolean step() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  /** Runs everything that is ready. */
  void run() {
    while (step()) {}
  }

  /** Lets the time pass that the next timer waits for. */
  boolean pass() {
    Runnable timer = timers.poll();
    if (timer != null) {
      timer.run();
    }
    return timer != null;
  }
}
