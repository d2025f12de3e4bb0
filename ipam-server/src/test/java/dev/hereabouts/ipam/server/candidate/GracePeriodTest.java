package dev.hereabouts.ipam.server.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

final class GracePeriodTest {
  private final GracePeriod.Converter converter = new GracePeriod.Converter();

  @ParameterizedTest
  @CsvSource({"1500ms, 1500", "1s, 1000", "90s, 90000", "10m, 600000", "24h, 86400000"})
  @DisplayName("is a number with its unit")
  void units(String text, long millis) {
    assertThat(converter.convert(text)).isEqualTo(new GracePeriod(millis));
  }

  @Test
  @DisplayName("is refused with what is allowed when it is none, too short or too long")
  void refused() {
    assertRefused("5x", "'5x' is no duration; write it as");
    assertRefused("999ms", "'999ms' is not between 1s and 24h");
    assertRefused("2d", "'2d' is not between 1s and 24h");
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(message);
  }
}
