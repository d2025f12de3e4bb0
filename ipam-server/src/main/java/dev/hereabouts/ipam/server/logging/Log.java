package dev.hereabouts.ipam.server.logging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.event.Level;

/**
 * Where all loggers write, and how. Loggers are made with the classes that use them, before a
 * command has read its options, so this is one for the process.
 */
public final class Log {
  /** The level before a command sets one, for programs that run this one's parts. */
  private static final String LEVEL_PROPERTY = "hereabouts.log.level";

  private static final InstantSource CLOCK = InstantSource.system();
  private static volatile LogThreshold threshold =
      LogThreshold.valueOf(System.getProperty(LEVEL_PROPERTY, "info").toUpperCase(Locale.ROOT));
  private static volatile LogFormat format = LogFormat.TEXT;

  private Log() {}

  /** From now on the log is written so. */
  public static void configure(LogFormat lines, LogThreshold least) {
    format = lines;
    threshold = least;
  }

  static boolean lets(Level level) {
    return threshold.lets(level);
  }

  /** Writes an event in one piece, so that those of several threads do not mix. */
  static void write(LogLine line) {
    String text =
        switch (format) {
          case TEXT -> line.text(CLOCK.instant());
          case JSON -> line.json(CLOCK.instant());
        };
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    PrintStream err = System.err;
    err.write(bytes, 0, bytes.length);
    err.flush();
  }
}
