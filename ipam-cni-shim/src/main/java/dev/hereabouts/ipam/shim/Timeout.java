package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;

/** The time that a whole call may take, as {@value #VARIABLE} gives it. */
final class Timeout {
  static final String VARIABLE = "HEREABOUTS_TIMEOUT";

  private static final long DEFAULT_MILLIS = 60_000;
  private static final long MAX_MILLIS = 3_600_000;
  private static final int MAX_QUOTED = 64;

  private Timeout() {}

  /** The limit in milliseconds: a number of seconds, or with the suffix {@code s} or {@code ms}. */
  static long millis(byte @Nullable [] value) throws ShimFailure {
    if (value == null) {
      return DEFAULT_MILLIS;
    }
    int digits = 0;
    long number = 0;
    while (digits < value.length && value[digits] >= '0' && value[digits] <= '9') {
      number = Math.min(number * 10 + (value[digits] - '0'), MAX_MILLIS + 1);
      digits++;
    }
    long millis = number * unit(value, digits);
    if (digits == 0 || millis < 1 || millis > MAX_MILLIS) {
      throw new ShimFailure(
          ShimFailure.BAD_ENVIRONMENT,
          Bytes.of("environment variable " + VARIABLE + " has the value '")
              .appendAtMost(MAX_QUOTED, value)
              .append("'; allowed is a whole number of seconds from 1 to 3600, such as 60 or 60s,")
              .append(" or of milliseconds, such as 300ms"));
    }
    return millis;
  }

  /** The milliseconds of the unit that the value ends in, 0 where there is no such unit. */
  private static long unit(byte[] value, int from) {
    int length = value.length - from;
    if (length == 0 || (length == 1 && value[from] == 's')) {
      return 1000;
    }
    return length == 2 && value[from] == 'm' && value[from + 1] == 's' ? 1 : 0;
  }
}
