package dev.hereabouts.ipam.server.metrics;

import dev.hereabouts.ipam.server.agent.cluster.WaitingReleases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** All numbers of one process. */
public final class Metrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CallMetrics calls = new CallMetrics(registry);
  private final ApiMetrics api = new ApiMetrics(registry);

  /**
   * @param version of this program
   */
  public Metrics(String version) {
    InfoSnapshot build =
        InfoSnapshot.builder()
            .name("hereabouts_build")
            .help("the version of the program")
            .dataPoint(
                InfoSnapshot.InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", version))
                    .build())
            .build();
    registry.getPrometheusRegistry().register((Collector) () -> build);
  }

  /** The text that is scraped. */
  public String scrape() {
    return registry.scrape();
  }

  public CallMetrics calls() {
    return calls;
  }

  public ApiMetrics api() {
    return api;
  }

  /** Those of an allocator. */
  public AllocatorMetrics allocator() {
    return new AllocatorMetrics(registry);
  }

  /** Those of the one allocator of a standalone service, without those of a cluster. */
  public WriteMetrics writes() {
    return new WriteMetrics(registry);
  }

  /** Tells how full the pools are. */
  public void pools(PoolNumbers.Source source) {
    registry.getPrometheusRegistry().register(new PoolNumbers(source));
  }

  /**
   * Those of an agent.
   *
   * @param ready whether it can serve
   * @param entries how many its node holds
   */
  public void agent(BooleanSupplier ready, IntSupplier entries, Supplier<WaitingReleases> waiting) {
    gauge("hereabouts.agent.ready", "1 if ADDs can be served", () -> ready.getAsBoolean() ? 1 : 0);
    gauge("hereabouts.agent.entries", "entries that the node holds", entries::getAsInt);
    gauge(
        "hereabouts.journal.releases",
        "releases that the leader has not confirmed",
        () -> waiting.get().count());
    gauge(
        "hereabouts.journal.oldest.seconds",
        "how long the oldest of them has waited, in this process",
        () -> (double) waiting.get().oldestMillis() / TimeUnit.SECONDS.toMillis(1));
  }

  /**
   * Those of the election and the agents' connections.
   *
   * @return to be run when this allocator begins or ceases to lead
   */
  public Runnable leadership(BooleanSupplier leads, IntSupplier agents) {
    gauge(
        "hereabouts.leader",
        "1 if this allocator leads and serves",
        () -> leads.getAsBoolean() ? 1 : 0);
    gauge(
        "hereabouts.agents.connected",
        "agents that asked on a connection that stands",
        agents::getAsInt);
    return Counter.builder("hereabouts.leader.transitions")
            .description("how often this allocator began or ceased to lead")
            .register(registry)
        ::increment;
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }
}
