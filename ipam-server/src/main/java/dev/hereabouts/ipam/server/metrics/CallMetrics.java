package dev.hereabouts.ipam.server.http;

import dev.hereabouts.ipam.core.config.CniCommand;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * How many CNI calls there were, how they ended, and how long they took: {@code
 * hereabouts_cni_call_seconds} by {@code command} and {@code outcome} (ok, or the error's code).
 */
final class CallMetrics {
  private final MeterRegistry registry;

  CallMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  Running start(@Nullable String command) {
    String known = command == null || CniCommand.of(command) == null ? "unknown" : command;
    Timer.Sample sample = Timer.start(registry);
    return outcome ->
        sample.stop(
            Timer.builder("hereabouts.cni.call")
                .description("CNI calls by command and outcome")
                .tag("command", known)
                .tag("outcome", outcome)
                .register(registry));
  }

  /** A call that has begun. */
  @FunctionalInterface
  interface Running {
    void end(String outcome);
  }
}
