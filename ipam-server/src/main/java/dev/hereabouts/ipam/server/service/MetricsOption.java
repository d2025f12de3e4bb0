package dev.hereabouts.ipam.server.service;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a service is scraped. */
public final class MetricsOption {
  @Option(
      names = "--metrics-listen",
      paramLabel = "HOST:PORT",
      converter = ListenAddress.Converter.class,
      description =
          "serves GET /metrics for Prometheus there, over plain HTTP, to whoever can connect"
              + " (default: not served)")
  private @Nullable ListenAddress address;

  /** The place, or null. */
  public @Nullable ListenAddress address() {
    return address;
  }
}
