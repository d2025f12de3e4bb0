package dev.hereabouts.ipam.server.cli;

import picocli.CommandLine.Option;

/** The option to go on. */
final class WatchOption {
  @Option(
      names = {"-w", "--watch"},
      description = "then print each change as it comes, until interrupted")
  private boolean given;

  boolean isGiven() {
    return given;
  }
}
