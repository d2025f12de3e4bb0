package dev.hereabouts.ipam.server.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lease as the store has it, and the ways to it. */
final class SimulatedLease {
  private static final Duration LATE = Duration.ofSeconds(7);

  private final SimulatedTime time;
  private final List<Runnable> watchers = new ArrayList<>();
  private @Nullable LeaseRecord record;
  private long version;
  private int reads;
  private int writes;

  SimulatedLease(SimulatedTime time) {
    this.time = time;
  }

  @Nullable LeaseRecord record() {
    return record;
  }

  String holder() {
    return record == null ? "" : record.holderIdentity();
  }

  /** Reads that were sent. */
  int reads() {
    return reads;
  }

  /** Writes that took effect. */
  int writes() {
    return writes;
  }

  /** Tells of each change, as a watch does. */
  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /** A hand changes the lease, or deletes it. */
  void edit(@Nullable LeaseRecord edited) {
    if (!Objects.equals(record, edited)) {
      record = edited;
      version++;
      watchers.forEach(watcher -> time.after(Duration.ofMillis(1), watcher));
    }
  }

  private LeaseRead look() {
    return record == null
        ? new LeaseRead.Absent()
        : new LeaseRead.Found(record, Long.toString(version));
  }

  private LeaseOutcome put(LeaseWrite write) {
    String present = record == null ? null : Long.toString(version);
    if (!Objects.equals(present, write.basedOn())) {
      return new LeaseOutcome.Conflict();
    }
    edit(write.record());
    writes++;
    return new LeaseOutcome.Written(Long.toString(version));
  }

  /** The way of one process to the lease. */
  LeaseStore from(SimulatedProcess process, Supplier<Delivery> deliveries) {
    return new LeaseStore() {
      @Override
      public void read(Consumer<LeaseRead> answer) {
        reads++;
        Delivery delivery = deliveries.get();
        LeaseRead failed = new LeaseRead.Failed("the connection broke");
        switch (delivery.fate()) {
          case WELL, CONFLICTS -> call(delivery, SimulatedLease.this::look, answer);
          case HANGS, HANGS_WITH_EFFECT -> {}
          case BREAKS, BREAKS_WITH_EFFECT, BREAKS_AND_LANDS_LATE ->
              call(delivery, () -> failed, answer);
        }
      }

      @Override
      public void write(LeaseWrite write, Consumer<LeaseOutcome> answer) {
        Delivery delivery = deliveries.get();
        LeaseOutcome unknown = new LeaseOutcome.Unknown("the connection broke");
        switch (delivery.fate()) {
          case WELL -> call(delivery, () -> put(write), answer);
          case HANGS -> {}
          case HANGS_WITH_EFFECT -> time.after(delivery.there(), () -> put(write));
          case BREAKS -> call(delivery, () -> unknown, answer);
          case BREAKS_WITH_EFFECT -> {
            time.after(delivery.there(), () -> put(write));
            call(delivery, () -> unknown, answer);
          }
          case BREAKS_AND_LANDS_LATE -> {
            time.after(delivery.there().plus(LATE), () -> put(write));
            call(delivery, () -> unknown, answer);
          }
          case CONFLICTS -> call(delivery, LeaseOutcome.Conflict::new, answer);
        }
      }

      private <T> void call(Delivery delivery, Supplier<T> effect, Consumer<T> answer) {
        time.after(
            delivery.there(),
            () -> {
              T outcome = effect.get();
              time.after(delivery.back(), () -> process.run(() -> answer.accept(outcome)));
            });
      }
    };
  }
}
