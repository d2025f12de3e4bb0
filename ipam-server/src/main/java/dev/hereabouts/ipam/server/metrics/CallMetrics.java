package dev.hereabouts.ipam.server.metrics;

import dev.hereabouts.ipam.core.config.CniCommand;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** How many CNI calls there were, how they ended, and how long they took. */
public final class CallMetrics {
  private final Latencies latencies;

  CallMetrics(MeterRegistry registry) {
    latencies =
        new Latencies(
            registry,
            "hereabouts.cni.call",
            "CNI calls from request to answer",
            "command",
            "outcome");
  }

  /**
   * A call was answered.
   *
   * @param command as it came
   * @param outcome {@code ok}, or the error's code
   */
  public void ended(@Nullable String command, String outcome, long nanos) {
    String known = command == null || CniCommand.of(command) == null ? "unknown" : command;
    latencies.record(known, outcome, nanos);
  }
}
