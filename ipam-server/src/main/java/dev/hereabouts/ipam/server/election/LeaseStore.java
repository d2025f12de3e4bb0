package dev.hereabouts.ipam.server.election;

import java.util.function.Consumer;

/**
 * Where the lease is kept.
 *
 * <p>Answers come on the event loop and never in the caller's stack. An answer that never comes is
 * borne.
 */
public interface LeaseStore {

  /** Reads the lease as it is at some time after this call: not from a cache. */
  void read(Consumer<LeaseRead> answer);

  /** Writes the lease if it still has the version that the write is based on. */
  void write(LeaseWrite write, Consumer<LeaseOutcome> answer);
}
