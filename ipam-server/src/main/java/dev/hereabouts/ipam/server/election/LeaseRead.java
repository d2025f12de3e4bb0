package dev.hereabouts.ipam.server.election;

/** What reading the lease gave. */
public sealed interface LeaseRead {

  /**
   * The lease.
   *
   * @param version changes with each change of the lease
   */
  record Found(LeaseRecord record, String version) implements LeaseRead {}

  /** There is no lease. */
  record Absent() implements LeaseRead {}

  /** It could not be read. */
  record Failed(String reason) implements LeaseRead {}
}
