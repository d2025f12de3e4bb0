package dev.hereabouts.ipam.server.metrics;

import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.core.config.AddressText;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How full the pools are, taken when it is asked for. At most so many pools have numbers of their
 * own, those that are there the longest; how many there are is always told.
 */
public final class PoolNumbers implements MultiCollector {
  private static final int MOST_POOLS = 1_000;
  private static final String LABEL_OF_SPACE = "space";
  private static final String LABEL_OF_POOL = "pool";

  private final Source source;

  /** Where the numbers come from. On the event loop, where scrapes are served. */
  public interface Source {
    /** Of one state, of which nobody judges what is leaked. */
    static Source of(Ledger ledger) {
      return new Source() {
        @Override
        public Ledger ledger() {
          return ledger;
        }

        @Override
        public long suspects(PoolId pool) {
          return 0;
        }
      };
    }

    /** The state, or null while this process does not know it. */
    @Nullable Ledger ledger();

    /** How many of the pool's entries are suspects. */
    long suspects(PoolId pool);
  }

  PoolNumbers(Source source) {
    this.source = source;
  }

  @Override
  public MetricSnapshots collect() {
    Ledger ledger = source.ledger();
    GaugeSnapshot.Builder pools = gauge("hereabouts_pools", "pools that networks have named");
    GaugeSnapshot.Builder size = gauge("hereabouts_pool_addresses", "addresses that it can give");
    GaugeSnapshot.Builder used =
        gauge("hereabouts_pool_used_addresses", "addresses that its own entries hold");
    GaugeSnapshot.Builder free =
        gauge("hereabouts_pool_free_addresses", "addresses that it can still give");
    GaugeSnapshot.Builder shared =
        gauge("hereabouts_pool_shared_addresses", "static addresses in its range");
    GaugeSnapshot.Builder suspects =
        gauge("hereabouts_pool_suspect_addresses", "entries that may be leaked");
    if (ledger == null) {
      return MetricSnapshots.of();
    }
    add(pools, Labels.EMPTY, ledger.pools().size());
    for (Pool pool : first(ledger)) {
      PoolId id = pool.id();
      PoolUse use = ledger.use(pool);
      Labels labels =
          Labels.of(LABEL_OF_SPACE, id.space(), LABEL_OF_POOL, AddressText.format(id.cidr()));
      add(size, labels, use.size().doubleValue());
      add(used, labels, (double) use.used());
      add(free, labels, use.free().doubleValue());
      add(shared, labels, ledger.shared(id).doubleValue());
      add(suspects, labels, (double) source.suspects(id));
    }
    return MetricSnapshots.of(
        pools.build(), size.build(), used.build(), free.build(), shared.build(), suspects.build());
  }

  private static List<Pool> first(Ledger ledger) {
    if (ledger.pools().size() <= MOST_POOLS) {
      return List.copyOf(ledger.pools());
    }
    return ledger.pools().stream()
        .sorted(
            Comparator.comparingLong(Pool::since)
                .thenComparing(pool -> pool.id().space())
                .thenComparing(pool -> pool.id().cidr()))
        .limit(MOST_POOLS)
        .toList();
  }

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private static void add(GaugeSnapshot.Builder gauge, Labels labels, double value) {
    gauge.dataPoint(
        GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
  }
}
