package dev.hereabouts.ipam.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Histograms of one name, by two labels; each is made once. For the event loop only. */
final class Latencies {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
  };

  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private final String firstLabel;
  private final String secondLabel;
  private final Map<String, Map<String, Timer>> timers = new HashMap<>();

  Latencies(
      MeterRegistry registry,
      String name,
      String description,
      String firstLabel,
      String secondLabel) {
    this.registry = registry;
    this.name = name;
    this.description = description;
    this.firstLabel = firstLabel;
    this.secondLabel = secondLabel;
  }

  void record(String first, String second, long nanos) {
    Map<String, Timer> ofFirst = timers.get(first);
    Timer timer = ofFirst == null ? null : ofFirst.get(second);
    (timer == null ? make(first, second) : timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer make(String first, String second) {
    Timer timer =
        Timer.builder(name)
            .description(description)
            .tag(firstLabel, first)
            .tag(secondLabel, second)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    timers.computeIfAbsent(first, _ -> new HashMap<>()).put(second, timer);
    return timer;
  }
}
