package dev.hereabouts.ipam.e2e;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A wall clock that is wrong, for processes that are started with its environment. */
final class MovedClock {
  private static final long LIMIT_SECONDS = 60;

  private final Path library;
  private final Path offset;

  private MovedClock(Path directory) {
    library = directory.resolve("moved-clock.so");
    offset = directory.resolve("offset");
  }

  /**
   * Makes one that is right until it is moved. Needs the compiler that the shim is built with.
   *
   * @param directory for its files
   */
  static MovedClock make(Path directory) throws IOException, InterruptedException {
    MovedClock clock = new MovedClock(directory);
    clock.move(Duration.ZERO);
    Process compiler =
        new ProcessBuilder(
                "gcc", "-O2", "-shared", "-fPIC", "-o", clock.library.toString(), source(), "-ldl")
            .inheritIO()
            .start();
    if (!compiler.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      compiler.destroyForcibly();
      throw new AssertionError("gcc failed");
    }
    return clock;
  }

  private static String source() {
    try {
      return Path.of(requireNonNull(MovedClock.class.getResource("/moved-clock.c")).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "MOVED_CLOCK", offset.toString());
  }

  /** From now on it is so much ahead, or behind when negative. */
  void move(Duration ahead) throws IOException {
    Files.writeString(offset, Long.toString(ahead.toSeconds()));
  }
}
