package dev.hereabouts.ipam.server.cli;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a command knows of the process that it runs in.
 *
 * @param clock tells the ages of entries, and how long a call of the demo took
 * @param environment the process's variables
 * @param isTerminal whether a person looks at the standard output
 */
public record Surroundings(
    InstantSource clock, Map<String, String> environment, boolean isTerminal) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Whether the terminal has more signs than ASCII's: what its locale says. */
  boolean hasUnicode() {
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String locale = environment.getOrDefault(variable, "");
      if (!locale.isEmpty()) {
        return locale.toLowerCase(Locale.ROOT).replace("-", "").endsWith("utf8");
      }
    }
    return false;
  }

  /** Whether to print in colours: on a terminal, unless its user does not want any. */
  public boolean hasColours() {
    return isTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }
}
