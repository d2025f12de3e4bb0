package dev.hereabouts.ipam.server.election;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks the store whether the lease still names this candidate, for several who want to know: one
 * read at a time, each begun after its askers came.
 */
final class Confirmations {
  private record Asker(long term, Consumer<Boolean> answer) {}

  private final String identity;
  private final LeaseStore store;
  private final Leadership leadership;
  private final List<Asker> waiting = new ArrayList<>();
  private boolean reading;

  Confirmations(String identity, LeaseStore store, Leadership leadership) {
    this.identity = identity;
    this.store = store;
    this.leadership = leadership;
  }

  void ask(Consumer<Boolean> answer) {
    if (!leadership.isCurrent()) {
      answer.accept(false);
      return;
    }
    waiting.add(new Asker(leadership.term(), answer));
    if (!reading) {
      read();
    }
  }

  private void read() {
    List<Asker> askers = List.copyOf(waiting);
    long term = leadership.term();
    waiting.clear();
    reading = true;
    store.read(read -> {
      reading = false;
      if (!waiting.isEmpty()) {
        read();
      }
      boolean ours = namesUs(read, term);
      askers.forEach(asker ->
          asker
              .answer()
              .accept(ours && leadership.isCurrent() && leadership.term() == asker.term()));
    });
  }

  /** Whether the lease is still ours; if it is seen not to be, this leads no more. */
  private boolean namesUs(LeaseRead read, long term) {
    leadership.check();
    boolean sameTerm = leadership.isHeld() && leadership.term() == term;
    return switch (read) {
      case LeaseRead.Found(LeaseRecord record, _) -> {
        if (sameTerm && !record.isHeldBy(identity)) {
          leadership.loseTo(record.holderIdentity());
        }
        yield record.isHeldBy(identity);
      }
      case LeaseRead.Absent _ -> {
        if (sameTerm) {
          leadership.loseTo("");
        }
        yield false;
      }
      case LeaseRead.Failed _ -> false;
    };
  }
}
