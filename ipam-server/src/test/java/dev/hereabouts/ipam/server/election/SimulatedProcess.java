package dev.hereabouts.ipam.server.election;

import dev.hereabouts.ipam.server.allocator.Scheduler;
import java.time.Duration;
import java.time.Instant;

/** A process with clocks of its own, which can be paused and killed. */
final class SimulatedProcess implements Scheduler {
  private final SimulatedTime time;
  private final long monotonicOrigin;
  private Duration wallOffset = Duration.ZERO;
  private long pausedUntil;
  private boolean dead;

  SimulatedProcess(SimulatedTime time, long monotonicOrigin) {
    this.time = time;
    this.monotonicOrigin = monotonicOrigin;
  }

  long nanos() {
    return monotonicOrigin + time.now();
  }

  Instant wallTime() {
    return Instant.parse("2026-01-01T00:00:00Z").plusNanos(time.now()).plus(wallOffset);
  }

  void setWallClock(Duration offset) {
    wallOffset = offset;
  }

  /** Stops it for a while; what is due meanwhile happens at once after that. */
  void pause(Duration pause) {
    pausedUntil = Math.max(pausedUntil, time.now() + pause.toNanos());
  }

  void kill() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  @Override
  public void after(long millis, Runnable task) {
    time.after(Duration.ofMillis(Math.max(1, millis)), () -> run(task));
  }

  /** Runs it on the process's loop: now, after its pause, or never if it is dead by then. */
  void run(Runnable task) {
    if (time.now() < pausedUntil) {
      time.at(pausedUntil, () -> run(task));
    } else if (!dead) {
      task.run();
    }
  }
}
