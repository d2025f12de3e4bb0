package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests that are checked in for those who have no Helm. */
final class ManifestsTest {
  private static final int NO_HELM = 75;
  private static final int BUILD_LIMIT_MINUTES = 15;

  @TempDir Path directory;

  @Test
  @DisplayName("the plain manifests are what the chart renders, with this version's definitions")
  void rendered() throws IOException, InterruptedException {
    Path said = directory.resolve("said");
    Process render =
        new ProcessBuilder(
                Installation.sources().resolveSibling("deploy").resolve("render").toString(),
                "--check")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(render.waitFor(BUILD_LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      render.destroy();
    }
    String output = Files.readString(said);
    assumeTrue(render.exitValue() != NO_HELM, output);
    assertThat(render.exitValue()).as(output).isZero();
  }
}
