package dev.hereabouts.ipam.server.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How a command prints what it was told. */
enum OutputFormat {
  TABLE,
  /** A table with every column. */
  WIDE,
  JSON,
  YAML;

  boolean isTable() {
    return this == TABLE || this == WIDE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a format's name. */
  static final class Converter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String value) {
      for (OutputFormat format : values()) {
        if (format.toString().equals(value)) {
          return format;
        }
      }
      throw new TypeConversionException(
          "'"
              + value
              + "' is none of "
              + Arrays.stream(values())
                  .map(OutputFormat::toString)
                  .collect(Collectors.joining(", ")));
    }
  }
}
