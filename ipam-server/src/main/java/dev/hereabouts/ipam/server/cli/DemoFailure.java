package dev.hereabouts.ipam.server.cli;

/** What the demonstration could not do, or found to be otherwise than it claims. */
final class DemoFailure extends Exception {
  DemoFailure(String message) {
    super(message);
  }
}
