package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.server.cli.DurationConverter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The least time between two observations that an address is not used any more. */
public record GracePeriod(long millis) {
  public static final GracePeriod DEFAULT = new GracePeriod(60_000);
  private static final long SHORTEST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 24 * 3_600_000L;

  /** Reads it from a command line. */
  static final class Converter implements ITypeConverter<GracePeriod> {
    @Override
    public GracePeriod convert(String text) {
      long millis = new DurationConverter().convert(text).toMillis();
      if (millis < SHORTEST_MILLIS || millis > LONGEST_MILLIS) {
        throw new TypeConversionException("'" + text + "' is not between 1s and 24h");
      }
      return new GracePeriod(millis);
    }
  }
}
