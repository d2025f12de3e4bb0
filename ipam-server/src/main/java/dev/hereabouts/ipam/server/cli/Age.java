package dev.hereabouts.ipam.server.cli;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long ago something was, in the largest unit of which there are at least two. */
final class Age {
  private Age() {}

  static String of(@Nullable Instant since, Instant now) {
    if (since == null) {
      return "-";
    }
    Duration age = Duration.between(since, now);
    if (age.isNegative()) {
      return "0s";
    }
    if (age.toMinutes() < 2) {
      return age.toSeconds() + "s";
    }
    if (age.toHours() < 2) {
      return age.toMinutes() + "m";
    }
    return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
  }
}
