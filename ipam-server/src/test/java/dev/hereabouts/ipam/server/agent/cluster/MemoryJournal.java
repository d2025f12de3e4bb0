package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A journal whose disk can be full. */
final class MemoryJournal implements ReleaseJournal {
  final NavigableMap<Long, ReleaseRequest> kept = new TreeMap<>();
  boolean full;

  @Override
  public void put(long number, ReleaseRequest release, Consumer<Boolean> done) {
    if (!full) {
      kept.put(number, release);
    }
    done.accept(!full);
  }

  @Override
  public void remove(long number) {
    if (!full) {
      kept.remove(number);
    }
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    done.accept(new LoadOutcome.Loaded(all()));
  }

  List<Journaled> all() {
    List<Journaled> all = new ArrayList<>();
    kept.forEach((number, release) -> all.add(new Journaled(number, release)));
    return all;
  }

  boolean hasDeleted(String container) {
    return kept.values().stream()
        .anyMatch(release ->
            release instanceof ReleaseRequest.Deleted deleted
                && deleted.containerId().equals(container));
  }
}
