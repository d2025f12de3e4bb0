package dev.hereabouts.ipam.server.kubernetes;

/** The API server cannot be reached with what was configured; the message says what to change. */
public final class ApiAccessException extends Exception {
  private static final long serialVersionUID = 1;

  ApiAccessException(String message) {
    super(message);
  }
}
