package dev.hereabouts.ipam.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Percentiles of durations. */
final class LatenciesTest {
  @Test
  @DisplayName("A percentile is the duration that this share of the calls did not pass")
  void percentiles() {
    Latencies latencies = new Latencies();
    assertThat(latencies.percentile(0.5)).isZero();
    for (int i = 2_000; i >= 1; i--) {
      latencies.add(i * 1_000_000L);
    }

    assertThat(latencies.count()).isEqualTo(2_000);
    assertThat(latencies.percentile(0.5)).isEqualTo(1_000);
    assertThat(latencies.percentile(0.99)).isEqualTo(1_980);
    assertThat(latencies.percentile(1)).isEqualTo(2_000);
  }
}
