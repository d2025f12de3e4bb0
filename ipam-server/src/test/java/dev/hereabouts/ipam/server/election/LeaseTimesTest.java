package dev.hereabouts.ipam.server.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The times of an election")
class LeaseTimesTest {
  private static LeaseTimes times(long lease, long deadline, long retry) {
    return new LeaseTimes(
        Duration.ofMillis(lease), Duration.ofMillis(deadline), Duration.ofMillis(retry));
  }

  @Test
  @DisplayName("may be short")
  void shortTimes() {
    assertThat(times(3_000, 2_000, 500).patience()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("let no leader outlive its lease")
  void deadlineBeforeLease() {
    assertThatThrownBy(() -> times(3_000, 3_000, 500)).hasMessageContaining("not shorter");
  }

  @Test
  @DisplayName("leave room for a second renewal before the deadline")
  void roomForASecondRenewal() {
    assertThatThrownBy(() -> times(3_000, 2_000, 1_001)).hasMessageContaining("retry period");
    assertThatThrownBy(() -> times(3_000, 2_000, 0)).hasMessageContaining("retry period");
  }

  @Test
  @DisplayName("are told to others in whole seconds")
  void wholeSeconds() {
    assertThatThrownBy(() -> times(2_500, 2_000, 500)).hasMessageContaining("whole seconds");
    assertThatThrownBy(() -> times(0, -1, 1)).hasMessageContaining("whole seconds");
  }
}
