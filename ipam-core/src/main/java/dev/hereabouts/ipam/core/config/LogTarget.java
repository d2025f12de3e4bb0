package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.config.JsonReader.MalformedJsonException;
import java.util.Locale;

/**
 * Where a network wants its calls logged beside the service's own log.
 *
 * @param file {@code log_file} as written, or "" for nowhere
 * @param failuresOnly whether {@code log_level} leaves out calls that went well
 */
public record LogTarget(String file, boolean failuresOnly) {
  private static final LogTarget NONE = new LogTarget("", false);

  /** What a configuration that is good says, with the node's defaults. */
  public static LogTarget of(NetworkConfig config) {
    return of(config.logFile(), config.logLevel());
  }

  /** What a configuration says itself, however wrong the rest of it is. */
  public static LogTarget of(byte[] stdin) {
    Findings unheard = new Findings();
    try {
      ConfigObject ipam =
          new ConfigObject(JsonReader.readObject(stdin), "", unheard, null).object("ipam");
      return of(ipam.text("log_file").text(), ipam.text("log_level").text());
    } catch (MalformedJsonException e) {
      return NONE;
    }
  }

  private static LogTarget of(String file, String level) {
    String lower = level.toLowerCase(Locale.ROOT);
    return new LogTarget(file, lower.equals("error") || lower.equals("panic"));
  }
}
