package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.reclaim.Suspicion;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.server.reclaim.ReclaimListener;
import dev.hereabouts.ipam.server.signals.PoolEvents;
import dev.hereabouts.ipam.server.signals.Signals;
import java.util.HashMap;
import java.util.Map;

/** Tells operators what becomes of suspects in one leadership, and passes it on. */
final class SignalledReclaims implements ReclaimListener {
  private final Signals signals;
  private final PoolEvents events;
  private final ReclaimListener next;
  private final Map<PoolId, Long> suspects = new HashMap<>();

  SignalledReclaims(Signals signals, PoolEvents events, ReclaimListener next) {
    this.signals = signals;
    this.events = events;
    this.next = next;
  }

  @Override
  public void suspected(Entry entry, Suspicion suspicion) {
    count(entry, 1);
    next.suspected(entry, suspicion);
  }

  @Override
  public void cleared(Entry entry) {
    count(entry, -1);
    next.cleared(entry);
  }

  @Override
  public void released(Entry entry, Suspicion suspicion, Witness witness, long suspectMillis) {
    count(entry, -1);
    signals.released(suspicion.reason(), witness);
    events.reclaimed(entry, suspicion.reason(), witness);
    next.released(entry, suspicion, witness, suspectMillis);
  }

  private void count(Entry entry, long difference) {
    long now = suspects.merge(entry.pool(), difference, Long::sum);
    if (now == 0) {
      suspects.remove(entry.pool());
    }
    signals.suspects(entry.pool(), now);
  }
}
