package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgeTest {
  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT-1S, 0s",
    "PT0S, 0s",
    "PT119S, 119s",
    "PT120S, 2m",
    "PT119M, 119m",
    "PT120M, 2h",
    "PT47H, 47h",
    "PT48H, 2d",
    "P400D, 400d"
  })
  @DisplayName("an age is told in the largest unit of which there are two, and never below zero")
  void units(Duration age, String text) {
    assertThat(Age.of(SINCE, SINCE.plus(age))).isEqualTo(text);
  }

  @Test
  @DisplayName("the age of what has no time is not known")
  void unknown() {
    assertThat(Age.of(null, SINCE)).isEqualTo("-");
  }
}
