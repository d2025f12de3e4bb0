package dev.hereabouts.ipam.server.agent;

/**
 * How long a call may take before it is answered that it failed, in milliseconds.
 *
 * @param add 30 s by contract
 * @param release 10 s by contract, for every other verb
 */
public record Deadlines(long add, long release) {
  public static final Deadlines CONTRACT = new Deadlines(30_000, 10_000);
}
