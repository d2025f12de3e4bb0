package dev.hereabouts.ipam.server.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** From which level on events are written. */
public enum LogThreshold {
  DEBUG(Level.DEBUG),
  INFO(Level.INFO),
  WARN(Level.WARN),
  ERROR(Level.ERROR),
  OFF(null);

  private final int least;

  LogThreshold(@Nullable Level least) {
    this.least = least == null ? Integer.MAX_VALUE : least.toInt();
  }

  boolean lets(Level level) {
    return level.toInt() >= least;
  }
}
