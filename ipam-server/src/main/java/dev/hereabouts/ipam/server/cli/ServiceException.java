package dev.hereabouts.ipam.server.cli;

import java.io.IOException;

/** Why the service gave no answer, in one line that says what to do. */
final class ServiceException extends IOException {
  private static final long serialVersionUID = 1;
  private static final String FORBIDDEN = "; only the user who runs the service may ask it";
  private static final String NOT_RUNNING =
      "; start the service with \"hereabouts standalone\", or name its socket with --socket or"
          + " HEREABOUTS_SOCKET, or a cluster with --kubeconfig or KUBECONFIG";

  ServiceException(String message) {
    super(message);
  }

  static ServiceException unreachable(SocketChoice socket, Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String reason = message.replace(": " + socket.path(), "");
    return new ServiceException(
        "nobody answers at the socket "
            + socket
            + ": "
            + reason
            + (reason.contains("Permission denied") ? FORBIDDEN : NOT_RUNNING));
  }
}
