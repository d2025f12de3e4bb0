package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The script {@code e2e/leaks}, which shows what an operator types and sees. */
final class LeaksScriptTest {

  @Test
  @Timeout(value = 400, unit = TimeUnit.SECONDS)
  @DisplayName("every kind of leak comes back, and no running pod loses its address")
  void everyLeak() throws IOException, InterruptedException {
    Answer shown =
        new Terminal(Map.of("HEREABOUTS_NO_BUILD", "1"))
            .run("timeout 380 " + Installation.sources().resolve("leaks") + " 2>&1");

    assertThat(shown.isSuccess()).as(shown.stdout()).isTrue();
    assertThat(shown.stdout())
        .contains("6 leaks among 9 entries; dry run: nothing was changed; --yes releases")
        .contains("10.60.0.0   -#???#???#....", "?  suspect: 6")
        .contains("released 10.60.0.8 of default/silent net1 on worker-5")
        .contains("nothing to do: no leaks among 2 entries")
        .doesNotContain("FAILED");
  }
}
