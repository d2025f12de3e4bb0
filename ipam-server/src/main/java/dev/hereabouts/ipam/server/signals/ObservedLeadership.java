package dev.hereabouts.ipam.server.signals;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.server.leader.Leadership;
import dev.hereabouts.ipam.server.leader.Standing;
import dev.hereabouts.ipam.server.wire.ReportReply;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A leadership whose requests others hear of, after they were answered. */
public record ObservedLeadership(
    Leadership leadership, List<RequestListener> listeners, LongSupplier nanos)
    implements Leadership {
  @Override
  public Standing standing() {
    return leadership.standing();
  }

  @Override
  public void add(AddRequest request, Consumer<Reply> answer) {
    long start = nanos.getAsLong();
    listeners.forEach(RequestListener::came);
    leadership.add(
        request,
        reply -> {
          answer.accept(reply);
          long took = nanos.getAsLong() - start;
          listeners.forEach(listener -> listener.added(request, reply, took));
        });
  }

  @Override
  public void release(ReleaseRequest request, Consumer<Reply> answer) {
    long start = nanos.getAsLong();
    listeners.forEach(RequestListener::came);
    leadership.release(
        request,
        reply -> {
          answer.accept(reply);
          long took = nanos.getAsLong() - start;
          listeners.forEach(listener -> listener.released(reply, took));
        });
  }

  @Override
  public Ledger ledger() {
    return leadership.ledger();
  }

  @Override
  public void heard(String node) {
    leadership.heard(node);
  }

  @Override
  public ReportReply report(String node, List<LostSandbox> sandboxes) {
    return leadership.report(node, sandboxes);
  }
}
