package dev.hereabouts.ipam.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.service.HeapTrimmer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A service that looks after its own size. */
final class HousekeepingTest {
  private long served;
  private int givenBack;
  private int collected;

  private final Housekeeping housekeeping =
      new Housekeeping(
          new HeapTrimmer(() -> 0, () -> collected++), () -> givenBack++, () -> served);

  @Test
  @DisplayName("Pages are given back once some seconds after the start, even while calls come")
  void givesBackAfterTheStart() {
    for (int seconds = 1; seconds <= 6; seconds++) {
      served++;
      housekeeping.tick();
      assertThat(givenBack).isEqualTo(seconds < 3 ? 0 : 1);
    }
    assertThat(collected).isZero();
  }

  @Test
  @DisplayName("After that they are given back once when it is quiet after calls")
  void givesBackWhenQuiet() {
    for (int i = 0; i < 5; i++) {
      housekeeping.tick();
    }
    assertThat(givenBack).isEqualTo(1);

    for (int i = 0; i < 3; i++) {
      served++;
      housekeeping.tick();
    }
    assertThat(givenBack).isEqualTo(1);

    housekeeping.tick();
    housekeeping.tick();
    assertThat(givenBack).isEqualTo(2);
  }
}
