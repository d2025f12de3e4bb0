package dev.hereabouts.ipam.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A service that looks after its own size. */
final class HousekeepingTest {
  private long served;
  private int givenBack;
  private int collected;

  @Test
  @DisplayName("Pages are given back once when it is quiet after calls, never while calls come")
  void givesBackWhenQuiet() {
    Housekeeping housekeeping =
        new Housekeeping(
            new HeapTrimmer(() -> 0, () -> collected++), () -> givenBack++, () -> served);
    housekeeping.tick();
    for (int i = 0; i < 3; i++) {
      served++;
      housekeeping.tick();
    }
    assertThat(givenBack).isZero();

    housekeeping.tick();
    housekeeping.tick();
    assertThat(givenBack).isEqualTo(1);

    served++;
    housekeeping.tick();
    housekeeping.tick();
    assertThat(givenBack).isEqualTo(2);
    assertThat(collected).isZero();
  }
}
