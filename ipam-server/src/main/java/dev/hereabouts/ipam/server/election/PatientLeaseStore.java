package dev.hereabouts.ipam.server.election;

import dev.hereabouts.ipam.server.allocator.Scheduler;
import java.time.Duration;
import java.util.function.Consumer;

/** A store that answers each request once, and in time: what hangs has failed. */
final class PatientLeaseStore implements LeaseStore {
  private final LeaseStore store;
  private final Scheduler scheduler;
  private final Duration patience;

  PatientLeaseStore(LeaseStore store, Scheduler scheduler, Duration patience) {
    this.store = store;
    this.scheduler = scheduler;
    this.patience = patience;
  }

  @Override
  public void read(Consumer<LeaseRead> answer) {
    OneAnswer<LeaseRead> once = new OneAnswer<>(answer);
    store.read(once);
    scheduler.after(patience.toMillis(), () -> once.accept(new LeaseRead.Failed(unanswered())));
  }

  @Override
  public void write(LeaseWrite write, Consumer<LeaseOutcome> answer) {
    OneAnswer<LeaseOutcome> once = new OneAnswer<>(answer);
    store.write(write, once);
    scheduler.after(patience.toMillis(), () -> once.accept(new LeaseOutcome.Unknown(unanswered())));
  }

  private String unanswered() {
    return "no answer within " + patience.toMillis() + " ms";
  }

  /** Passes the first answer on. */
  private static final class OneAnswer<T> implements Consumer<T> {
    private final Consumer<T> answer;
    private boolean answered;

    OneAnswer(Consumer<T> answer) {
      this.answer = answer;
    }

    @Override
    public void accept(T outcome) {
      if (!answered) {
        answered = true;
        answer.accept(outcome);
      }
    }
  }
}
