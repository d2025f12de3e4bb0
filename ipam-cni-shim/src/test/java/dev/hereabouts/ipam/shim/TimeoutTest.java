package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutTest {
  @Test
  @DisplayName("a call has 60 seconds where nothing is said")
  void unset() throws ShimFailure {
    assertThat(Timeout.millis(null)).isEqualTo(60_000);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "60, 60000",
    "5s, 5000",
    "300ms, 300",
    "1ms, 1",
    "007, 7000",
    "3600, 3600000",
    "3600000ms, 3600000"
  })
  @DisplayName("seconds, with or without their unit, and milliseconds")
  void accepted(String text, long millis) throws ShimFailure {
    assertThat(Timeout.millis(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0ms",
        "-1",
        "+1",
        "1.5",
        "s",
        "ms",
        "1 s",
        "1m",
        "1h",
        "1sm",
        "3601",
        "3600001ms",
        "99999999999999999999999",
        "forever",
        "\u0661",
        " 1",
        "1\n"
      })
  @DisplayName("anything else is refused with the key, the value and what is allowed")
  void refused(String text) {
    assertThatThrownBy(() -> Timeout.millis(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            ShimFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(4);
              assertThat(new String(failure.toJson(new Bytes()).toArray(), StandardCharsets.UTF_8))
                  .contains(
                      "HEREABOUTS_TIMEOUT",
                      "'" + text.replace("\n", "\\n") + "'",
                      "from 1 to 3600",
                      "300ms");
            });
  }
}
