package dev.hereabouts.ipam.server.upkeep.check;

/** How bad a finding is. */
public enum Severity {
  /** An address may be two pods', or the service cannot do its part. */
  ERROR,
  /** Something is out of order, and nobody is harmed yet. */
  WARNING
}
