package dev.hereabouts.ipam.server.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The terminal that a command prints on. */
final class Terminal {
  private static final int COLUMNS = 80;
  private static final long LIMIT_SECONDS = 1;

  private Terminal() {}

  /** How many characters a line has: COLUMNS, else what the terminal says, else 80. */
  static int columns(Surroundings surroundings) {
    int named = number(surroundings.environment().getOrDefault("COLUMNS", ""));
    if (named > 0 || !surroundings.isTerminal()) {
      return named > 0 ? named : COLUMNS;
    }
    int told = asked();
    return told > 0 ? told : COLUMNS;
  }

  /** The second of the two numbers that {@code stty size} prints; 0 where it cannot tell. */
  private static int asked() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!stty.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          return 0;
        }
        String size =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return number(size.substring(size.indexOf(' ') + 1));
      } finally {
        stty.destroy();
      }
    } catch (IOException _) {
      return 0;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static int number(String digits) {
    return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
  }
}
