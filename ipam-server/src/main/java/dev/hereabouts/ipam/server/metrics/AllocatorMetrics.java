package dev.hereabouts.ipam.server.metrics;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.server.signals.EventWriter;
import dev.hereabouts.ipam.server.signals.RequestListener;
import dev.hereabouts.ipam.server.signals.Signals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The requests of an allocator, its events, and what its reclaimer does. */
public final class AllocatorMetrics implements RequestListener, Signals {
  private final MeterRegistry registry;
  private final Latencies latencies;
  private final Map<EventWriter.Fate, Counter> events = new HashMap<>();
  private final Map<PoolId, Long> suspects = new HashMap<>();
  private long waiting;
  private double loadSeconds;

  AllocatorMetrics(MeterRegistry registry) {
    this.registry = registry;
    latencies =
        new Latencies(
            registry,
            "hereabouts.request",
            "requests of agents until the answer",
            "request",
            "outcome");
    Gauge.builder("hereabouts.requests.waiting", () -> waiting)
        .description("requests that are not answered yet")
        .strongReference(true)
        .register(registry);
    Gauge.builder("hereabouts.state.load.seconds", () -> loadSeconds)
        .description("how long loading the state took when this allocator began to lead last")
        .strongReference(true)
        .register(registry);
    for (Reason reason : Reason.values()) {
      for (Witness witness : Witness.values()) {
        var _ = reclaimed(reason, witness);
      }
    }
    for (EventWriter.Fate fate : EventWriter.Fate.values()) {
      events.put(
          fate,
          Counter.builder("hereabouts.events")
              .description("Kubernetes events by what became of them")
              .tag("outcome", fate.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  @Override
  public void came() {
    waiting++;
  }

  @Override
  public void added(AddRequest request, Reply reply, long nanos) {
    waiting--;
    latencies.record("add", outcome(reply), nanos);
  }

  @Override
  public void released(Reply reply, long nanos) {
    waiting--;
    latencies.record("release", outcome(reply), nanos);
  }

  private static String outcome(Reply reply) {
    return switch (reply) {
      case Reply.Assigned _ -> "assigned";
      case Reply.Released _ -> "released";
      case Reply.PoolExhausted _ -> "exhausted";
      case Reply.AddressTaken _ -> "address_taken";
      case Reply.AddressNotAllowed _ -> "address_not_allowed";
      case Reply.SandboxReplaced _ -> "sandbox_replaced";
      case Reply.Unavailable _ -> "unavailable";
    };
  }

  /** The state was loaded. */
  public void loaded(long nanos) {
    loadSeconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }

  /** An event was written, or not. */
  public void event(EventWriter.Fate fate) {
    Counter counter = events.get(fate);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void released(Reason reason, Witness witness) {
    reclaimed(reason, witness).increment();
  }

  private Counter reclaimed(Reason reason, Witness witness) {
    return Counter.builder("hereabouts.reclaimed")
        .description("entries released without a DEL, by the leader's judgement or an operator's")
        .tag("reason", reason.code())
        .tag("witness", witness.code())
        .register(registry);
  }

  @Override
  public void suspects(PoolId pool, long count) {
    if (count == 0) {
      suspects.remove(pool);
    } else {
      suspects.put(pool, count);
    }
  }

  /** How many entries of the pool are suspects. */
  public long suspectsOf(PoolId pool) {
    return suspects.getOrDefault(pool, 0L);
  }

  /** Another leads from now on. */
  public void forgetSuspects() {
    suspects.clear();
  }
}
