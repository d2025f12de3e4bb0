package dev.hereabouts.ipam.server.election;

import dev.hereabouts.ipam.server.allocator.Scheduler;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a candidate leads: until the deadline of its last confirmed renewal, unless it loses. */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final String identity;
  private final Duration deadline;
  private final Scheduler scheduler;
  private final LongSupplier nanos;
  private final ElectionListener listener;
  private boolean held;

  /** When the last renewal was sent that was confirmed. */
  private long renewed;

  private long term;

  Leadership(
      String identity,
      Duration deadline,
      Scheduler scheduler,
      LongSupplier nanos,
      ElectionListener listener) {
    this.identity = identity;
    this.deadline = deadline;
    this.scheduler = scheduler;
    this.nanos = nanos;
    this.listener = listener;
  }

  /** Whether the listener was told that this leads, and not yet that it does not any more. */
  boolean isHeld() {
    return held;
  }

  /** Whether it leads at this moment. */
  boolean isCurrent() {
    return held && !isOver(renewed);
  }

  /** Counts how often it has begun to lead. */
  long term() {
    return term;
  }

  /** A write that took or renewed the lease, sent at this time, is confirmed. */
  void confirmed(long sent) {
    if (isOver(sent)) {
      return;
    }
    renewed = sent;
    long left = deadline.toNanos() - (nanos.getAsLong() - sent);
    scheduler.after(left / 1_000_000 + 1, this::check);
    if (!held) {
      held = true;
      term++;
      LOG.info("{} leads", identity);
      listener.leading();
    }
  }

  /** Ends it if its deadline has passed. */
  void check() {
    if (held && isOver(renewed)) {
      lose("no renewal of the lease was confirmed for " + deadline);
    }
  }

  void lose(String reason) {
    if (held) {
      held = false;
      LOG.warn("{} does not lead any more: {}", identity, reason);
      listener.lost(reason);
    }
  }

  /** The lease does not name this candidate any more. */
  void loseTo(String holder) {
    lose(holder.isEmpty() ? "nobody holds the lease any more" : "the lease is held by " + holder);
  }

  private boolean isOver(long since) {
    return nanos.getAsLong() - since >= deadline.toNanos();
  }
}
