package dev.hereabouts.ipam.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NetworkLogFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00.123Z");

  @TempDir private Path directory;
  private Path allowed = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    allowed = Files.createDirectory(directory.resolve("allowed"));
    outside = Files.createDirectory(directory.resolve("outside"));
  }

  @Test
  @DisplayName("lines are appended, and a file that was rotated away is made anew")
  void appends() throws IOException {
    Path file = allowed.resolve("net.log");
    write(file.toString(), "one", "two");
    assertThat(file).hasContent(NOW + " one\n" + NOW + " two\n");
    write(file.toString(), "three");
    assertThat(Files.readAllLines(file)).hasSize(3);
    Files.move(file, allowed.resolve("net.log.1"));
    write(file.toString(), "four");
    assertThat(file).hasContent(NOW + " four\n");
  }

  @Test
  @DisplayName("nothing is written outside of the allowed directories or through a link")
  void stays() throws IOException {
    Path target = Files.writeString(outside.resolve("target"), "as it was");
    Files.createSymbolicLink(allowed.resolve("link"), target);
    Files.createSymbolicLink(allowed.resolve("dangling"), outside.resolve("made"));
    Files.createSymbolicLink(allowed.resolve("linked"), outside);
    write(target.toString(), "no");
    write(allowed + "/link", "no");
    write(allowed + "/dangling", "no");
    write(allowed + "/linked/target", "no");
    write(allowed + "/../outside/target", "no");
    write(outside + "/made", "no");
    assertThat(target).hasContent("as it was");
    try (var files = Files.list(outside)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  @DisplayName("what cannot be written stops nothing: a directory, a pipe, a missing directory")
  void goesOn() throws IOException, InterruptedException {
    Path pipe = allowed.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path file = allowed.resolve("net.log");
    try (NetworkLogFiles logs = open()) {
      logs.write(allowed.toString(), "no");
      logs.write(pipe.toString(), "no");
      logs.write(allowed + "/missing/net.log", "no");
      logs.write("\0", "no");
      logs.write(file.toString(), "yes");
    }
    assertThat(file).hasContent(NOW + " yes\n");
    assertThat(allowed.resolve("missing")).doesNotExist();
  }

  @Test
  @DisplayName("whereabouts' configuration directories are for reading alone")
  void notThere() {
    assertThat(AllowedDirectories.with(List.of()).withoutConfiguration()).hasToString("[/var/log]");
  }

  private void write(String file, String... lines) {
    try (NetworkLogFiles logs = open()) {
      for (String line : lines) {
        logs.write(file, line);
      }
    }
  }

  private NetworkLogFiles open() {
    return new NetworkLogFiles(AllowedDirectories.with(List.of(allowed)), InstantSource.fixed(NOW));
  }
}
