package dev.hereabouts.ipam.server.cli;

import java.util.regex.Pattern;

/** Text that cannot steer the terminal that it is printed on. */
final class Printable {
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]");

  private Printable() {}

  /** The text with a question mark for each control character; "-" for none. */
  static String of(String text) {
    return text.isEmpty() ? "-" : CONTROLS.matcher(text).replaceAll("?");
  }
}
