package dev.hereabouts.ipam.server.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The socket to ask at.
 *
 * @param origin who named it, for the message when nobody listens there
 */
record SocketChoice(Path path, String origin) {
  private static final Path DEFAULT = Path.of("/run/hereabouts/ipam.sock");
  private static final String VARIABLE = "HEREABOUTS_SOCKET";

  /** What the option names, else the variable, else the default. */
  static SocketChoice of(@Nullable Path option, Map<String, String> environment) {
    if (option != null) {
      return new SocketChoice(option, "from --socket");
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    return variable.isEmpty()
        ? new SocketChoice(DEFAULT, "the default")
        : new SocketChoice(Path.of(variable), "from " + VARIABLE);
  }

  /** Whether the variable names one. */
  static boolean isNamed(Map<String, String> environment) {
    return !environment.getOrDefault(VARIABLE, "").isEmpty();
  }

  @Override
  public String toString() {
    return path + " (" + origin + ")";
  }
}
