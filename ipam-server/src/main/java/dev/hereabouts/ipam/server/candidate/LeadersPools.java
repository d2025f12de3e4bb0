package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolOverlaps;
import dev.hereabouts.ipam.core.reclaim.Suspicion;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.server.allocator.Allocator;
import dev.hereabouts.ipam.server.inventory.PoolReport;
import dev.hereabouts.ipam.server.kubernetes.Timer;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import dev.hereabouts.ipam.server.reclaim.ReclaimListener;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools' objects during one leadership: takes in what others write there, and brings the
 * numbers up to date once a second, while there is something to bring.
 */
final class LeadersPools implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeadersPools.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final Allocator allocator;
  private final KubernetesStore store;
  private final Timer timer;
  private final BooleanSupplier leads;
  private final LeadershipListener listener;
  private final Supplier<Map<PoolId, Integer>> suspects;
  private final InstantSource clock = InstantSource.system();
  private @Nullable Watch<?> edits;
  private boolean changed = true;
  private boolean closed;

  /**
   * @param leads whether the lease is still held
   * @param listener told of each pool's numbers
   * @param suspects how many suspects each pool has, of those that have any
   */
  LeadersPools(
      Allocator allocator,
      KubernetesStore store,
      Timer timer,
      BooleanSupplier leads,
      LeadershipListener listener,
      Supplier<Map<PoolId, Integer>> suspects) {
    this.allocator = allocator;
    this.store = store;
    this.timer = timer;
    this.leads = leads;
    this.listener = listener;
    this.suspects = suspects;
  }

  void start() {
    edits = store.watchPools(this::sees, this::changed);
    publish();
  }

  /** Some pool may have other numbers than before. */
  void changed() {
    changed = true;
  }

  /** Tells this when the suspects change. */
  ReclaimListener suspects() {
    return new ReclaimListener() {
      @Override
      public void suspected(Entry entry, Suspicion suspicion) {
        changed();
      }

      @Override
      public void cleared(Entry entry) {
        changed();
      }

      @Override
      public void released(Entry entry, Suspicion suspicion, Witness witness, long suspectMillis) {
        changed();
      }
    };
  }

  /** Takes in what others wrote of a pool; tells whether this may write it. */
  private boolean sees(Pool stored) {
    if (!leads.getAsBoolean()) {
      return false;
    }
    Pool before = allocator.ledger().pool(stored.id());
    boolean mayWrite = allocator.sees(stored);
    Pool now = allocator.ledger().pool(stored.id());
    if (now != null && !now.equals(before)) {
      changed();
      LOG.info(
          "{} in \"{}\" has {} slices, of which others wrote {}",
          now.id().cidr(),
          now.id().space(),
          now.slices().size(),
          now.slices().size() - (before == null ? 0 : before.slices().size()));
    }
    return mayWrite;
  }

  private void publish() {
    if (closed) {
      return;
    }
    if (changed) {
      changed = false;
      Ledger ledger = allocator.ledger();
      PoolOverlaps overlaps = new PoolOverlaps(ledger.pools());
      Map<PoolId, Integer> suspected = suspects.get();
      for (Pool pool : ledger.pools()) {
        PoolReport report =
            new PoolReport(
                pool,
                ledger.use(pool),
                overlaps.of(pool.id()),
                suspected.getOrDefault(pool.id(), 0));
        changed |= !store.publish(report, clock.instant());
        listener.use(pool, report.use());
      }
    }
    timer.after(PERIOD_MILLIS, this::publish);
  }

  @Override
  public void close() {
    closed = true;
    if (edits != null) {
      edits.close();
    }
  }
}
