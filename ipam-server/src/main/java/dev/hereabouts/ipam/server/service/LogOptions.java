package dev.hereabouts.ipam.server.service;

import dev.hereabouts.ipam.server.logging.Log;
import dev.hereabouts.ipam.server.logging.LogFormat;
import dev.hereabouts.ipam.server.logging.LogThreshold;
import picocli.CommandLine.Option;

/** The options of services about their log. */
public final class LogOptions {
  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      converter = FormatConverter.class,
      defaultValue = "text",
      description = "how a line of the log on stderr looks (default: ${DEFAULT-VALUE})")
  private LogFormat format = LogFormat.TEXT;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      converter = LevelConverter.class,
      defaultValue = "info",
      description = "debug, info, warn, error or off (default: ${DEFAULT-VALUE})")
  private LogThreshold level = LogThreshold.INFO;

  /** Reads {@code text} or {@code json}. */
  static final class FormatConverter extends LowerCase<LogFormat> {
    FormatConverter() {
      super(LogFormat.class);
    }
  }

  /** Reads a level. */
  static final class LevelConverter extends LowerCase<LogThreshold> {
    LevelConverter() {
      super(LogThreshold.class);
    }
  }

  /** From now on the log is written so. */
  public void apply() {
    Log.configure(format, level);
  }
}
