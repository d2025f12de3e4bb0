package dev.hereabouts.ipam.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The least time between two observations that an address is not used any more. */
record GracePeriod(long millis) {
  static final GracePeriod DEFAULT = new GracePeriod(60_000);
  private static final long SHORTEST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 24 * 3_600_000L;
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  /** Reads it from a command line. */
  static final class Converter implements ITypeConverter<GracePeriod> {
    @Override
    public GracePeriod convert(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is no duration; give a number and ms, s, m or h, such as 90s");
      }
      long number = Long.parseLong(matcher.group(1));
      long millis =
          switch (matcher.group(2)) {
            case "ms" -> number;
            case "s" -> number * 1_000;
            case "m" -> number * 60_000;
            default -> number * 3_600_000;
          };
      if (millis < SHORTEST_MILLIS || millis > LONGEST_MILLIS) {
        throw new TypeConversionException("'" + text + "' is not between 1s and 24h");
      }
      return new GracePeriod(millis);
    }
  }
}
