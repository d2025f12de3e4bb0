package dev.hereabouts.ipam.server.metrics;

import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.server.allocator.OwnerChange;
import dev.hereabouts.ipam.server.allocator.WriteListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The writes of blocks, how they ended, what they changed and for how many. */
public final class WriteMetrics implements WriteListener {
  private static final double[] BUCKETS = {1, 2, 4, 8, 16, 32, 64};

  private final Counter committed;
  private final Counter conflict;
  private final Counter rejected;
  private final Counter unknown;
  private final DistributionSummary requests;
  private final DistributionSummary entries;
  private final Map<OwnerChange.Action, Counter> changes = new EnumMap<>(OwnerChange.Action.class);

  WriteMetrics(MeterRegistry registry) {
    committed = outcome("committed", registry);
    conflict = outcome("conflict", registry);
    rejected = outcome("rejected", registry);
    unknown = outcome("unknown", registry);
    requests =
        summary("hereabouts.block.write.requests", "requests that one write answers", registry);
    entries = summary("hereabouts.block.write.entries", "entries that one write changes", registry);
    for (OwnerChange.Action action : OwnerChange.Action.values()) {
      changes.put(
          action,
          Counter.builder("hereabouts.owner.changes")
              .description("addresses that changed hands, as the store has confirmed")
              .tag("action", action.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  private static Counter outcome(String outcome, MeterRegistry registry) {
    return Counter.builder("hereabouts.block.writes")
        .description("writes of blocks by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static DistributionSummary summary(
      String name, String description, MeterRegistry registry) {
    return DistributionSummary.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public void ended(CommitOutcome outcome, int covered) {
    Counter counter =
        switch (outcome) {
          case CommitOutcome.Committed _ -> committed;
          case CommitOutcome.Conflict() -> conflict;
          case CommitOutcome.Rejected _ -> rejected;
          case CommitOutcome.Unknown _ -> unknown;
        };
    counter.increment();
    if (covered > 0) {
      requests.record(covered);
    }
  }

  @Override
  public void confirmed(List<OwnerChange> changed) {
    if (!changed.isEmpty()) {
      entries.record(changed.size());
    }
    for (OwnerChange change : changed) {
      Counter counter = changes.get(change.action());
      if (counter != null) {
        counter.increment();
      }
    }
  }
}
