package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.allocator.WriteListener;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.leader.Leadership;
import dev.hereabouts.ipam.server.leader.Standing;
import dev.hereabouts.ipam.server.metrics.AllocatorMetrics;
import dev.hereabouts.ipam.server.metrics.Metrics;
import dev.hereabouts.ipam.server.metrics.PoolNumbers;
import dev.hereabouts.ipam.server.reclaim.ReclaimListener;
import dev.hereabouts.ipam.server.service.ProgramVersion;
import dev.hereabouts.ipam.server.signals.AuditLog;
import dev.hereabouts.ipam.server.signals.EventWriter;
import dev.hereabouts.ipam.server.signals.ObservedLeadership;
import dev.hereabouts.ipam.server.signals.PoolEvents;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What an allocator of a cluster tells operators: its metrics, its events, its audit log. */
final class AllocatorSignals implements LeadershipListener {
  private static final LongSupplier NANOS = System::nanoTime;

  private final Metrics metrics = new Metrics(ProgramVersion.text());
  private final AllocatorMetrics numbers = metrics.allocator();
  private final WriteListener writes = WriteListener.both(metrics.writes(), new AuditLog());
  private final PoolEvents events;
  private @Nullable KubernetesStore store;
  private Runnable transition = () -> {};
  private long began;

  /**
   * @param api where events are written
   */
  AllocatorSignals(ApiServer api) {
    events =
        new PoolEvents(
            new EventWriter(count(api), NANOS, InstantSource.system(), numbers::event),
            this::find,
            NANOS);
  }

  /** The API server, with its requests counted. */
  ApiServer count(ApiServer api) {
    return metrics.api().count(api);
  }

  /**
   * The leadership, with its requests observed. To be called once.
   *
   * @param agents how many are connected
   */
  Leadership observe(Leadership leadership, IntSupplier agents) {
    transition = metrics.leadership(() -> leads(leadership), agents);
    metrics.pools(
        new PoolNumbers.Source() {
          @Override
          public @Nullable Ledger ledger() {
            return leads(leadership) ? leadership.ledger() : null;
          }

          @Override
          public long suspects(PoolId pool) {
            return numbers.suspectsOf(pool);
          }
        });
    return new ObservedLeadership(leadership, List.of(numbers, events), NANOS);
  }

  private static boolean leads(Leadership leadership) {
    return leadership.standing() instanceof Standing.Leads;
  }

  /** What is scraped. */
  String scrape() {
    return metrics.scrape();
  }

  /** Is told what the reclaimer does in one leadership, and passes it on. */
  ReclaimListener reclaims(ReclaimListener next) {
    return new SignalledReclaims(numbers, events, next);
  }

  @Override
  public WriteListener writes() {
    return writes;
  }

  @Override
  public void leads() {
    began = NANOS.getAsLong();
    transition.run();
  }

  @Override
  public void serves(KubernetesStore leaders) {
    store = leaders;
    numbers.loaded(NANOS.getAsLong() - began);
  }

  @Override
  public void use(Pool pool, PoolUse use) {
    events.use(pool, use);
  }

  @Override
  public void ended() {
    transition.run();
    store = null;
    events.forget();
    numbers.forgetSuspects();
  }

  private void find(PoolId pool, Consumer<@Nullable ObjectMeta> found) {
    if (store == null) {
      found.accept(null);
    } else {
      store.find(pool, found);
    }
  }
}
