package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;

/** Where the agent listens, as {@value #VARIABLE} says, else {@value #DEFAULT}. */
record SocketPath(Bytes bytes) {
  static final String VARIABLE = "HEREABOUTS_SOCKET";
  static final String DEFAULT = "/run/hereabouts/ipam.sock";

  /** The longest path that a Unix socket's address holds, in bytes. */
  private static final int MAX_LENGTH = 107;

  static SocketPath of(byte @Nullable [] value) throws ShimFailure {
    if (value == null) {
      return new SocketPath(Bytes.of(DEFAULT));
    }
    if (value.length > MAX_LENGTH) {
      throw new ShimFailure(
          ShimFailure.BAD_ENVIRONMENT,
          Bytes.of("environment variable " + VARIABLE + " has the value '")
              .appendAtMost(2 * MAX_LENGTH, value)
              .append("' of ")
              .appendDecimal(value.length)
              .append(" bytes; the path of a Unix socket has at most ")
              .appendDecimal(MAX_LENGTH)
              .append(" bytes"));
    }
    return new SocketPath(new Bytes().append(value));
  }

  /** A failure to get an answer there: what failed, and what an operator can check. */
  ShimFailure failure(Bytes what) {
    return new ShimFailure(
        ShimFailure.TRY_AGAIN_LATER,
        Bytes.of("no usable answer from the hereabouts agent at ")
            .append(bytes)
            .append(": ")
            .append(what)
            .append("; is the hereabouts agent running on this node? Check with: ")
            .append("curl --unix-socket ")
            .append(bytes)
            .append(" http://h/healthz"));
  }
}
