package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StartTest {
  @TempDir Path directory;

  @Test
  @DisplayName("the service takes its classes from the archive that the build made")
  void usesTheArchiveOfClasses() throws IOException, InterruptedException {
    Path classes = directory.resolve("classes");
    Map<String, String> environment =
        Map.of("HEREABOUTS_JAVA_OPTS", "-Xlog:class+load:file=" + classes);

    try (Standalone _ = Standalone.start(directory, environment)) {
      assertThat(Files.readString(classes))
          .containsPattern(
              "dev\\.hereabouts\\.ipam\\.server\\.node\\.Standalone source: shared objects file \\(top\\)");
    }
  }

  @Test
  @DisplayName("at the start nothing is said but what the service itself logs")
  void saysNothingElse() throws IOException, InterruptedException {
    try (Standalone standalone = Standalone.start(directory)) {
      assertThat(standalone.log().lines())
          .isNotEmpty()
          .allMatch(line -> line.matches("20[0-9]{2}-[0-9-]+T[0-9:.]+(Z|[+-][0-9:]+) \\[.*"));
    }
  }
}
