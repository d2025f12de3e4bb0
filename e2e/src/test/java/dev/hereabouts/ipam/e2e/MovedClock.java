package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The time of day of one process, moved by libfaketime; its monotonic clock stays as it is. */
record MovedClock(Path file, Path library) {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  /** libfaketime for programs with several threads, or null if it is not installed. */
  static @Nullable Path installed() throws IOException {
    try (DirectoryStream<Path> architectures = Files.newDirectoryStream(LIBRARIES)) {
      for (Path architecture : architectures) {
        Path library = architecture.resolve("faketime").resolve("libfaketimeMT.so.1");
        if (Files.exists(library)) {
          return library;
        }
      }
    }
    return null;
  }

  /**
   * A clock that is right until it is moved.
   *
   * @param file by which the process is told
   */
  static MovedClock at(Path file, Path library) throws IOException {
    MovedClock clock = new MovedClock(file, library);
    clock.move(0);
    return clock;
  }

  /** Moves it from the true time, from now on. */
  void move(int hours) throws IOException {
    Files.writeString(file, "%+dh%n".formatted(hours));
  }

  /** What the process is to be started with. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_NO_CACHE", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "DONT_FAKE_MONOTONIC", "1");
  }
}
