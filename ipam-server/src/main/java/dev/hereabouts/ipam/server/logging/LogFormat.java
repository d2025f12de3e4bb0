package dev.hereabouts.ipam.server.logging;

/** What a line of the log looks like. */
public enum LogFormat {
  /** For people: time, thread, level, logger, message, then the fields as {@code name=value}. */
  TEXT,
  /** For programs: one JSON object. */
  JSON
}
