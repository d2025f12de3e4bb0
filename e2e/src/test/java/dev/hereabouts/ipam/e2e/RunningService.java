package dev.hereabouts.ipam.e2e;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@code standalone} that runs on a store of its own while the tests of a class do. */
final class RunningService implements BeforeAllCallback, AfterAllCallback {
  private @Nullable Path directory;
  private @Nullable Standalone standalone;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
    directory = Files.createTempDirectory("hereabouts-e2e");
    standalone = Standalone.start(directory);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (standalone != null) {
      standalone.close();
    }
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  Standalone standalone() {
    return requireNonNull(standalone, "not started");
  }
}
