package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that goes on while a test looks at what it prints. */
record BackgroundCommand(Process process, Path stdout, Path stderr) implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  static BackgroundCommand start(Map<String, String> environment, List<String> command)
      throws IOException {
    Path stdout = Files.createTempFile("command", ".out");
    Path stderr = Files.createTempFile("command", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
    builder.environment().putAll(environment);
    return new BackgroundCommand(builder.start(), stdout, stderr);
  }

  /** Waits until it has printed a line like this. */
  void awaitLine(String pattern) throws IOException, InterruptedException {
    Await.until(
        () -> pattern + " in " + said(),
        () -> Files.readString(stdout).lines().anyMatch(line -> line.matches(pattern)));
  }

  private String said() {
    try {
      return Files.readString(stdout) + Files.readString(stderr);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Interrupts it as a terminal does, and returns its exit code. */
  int interrupted() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(stdout);
    Files.delete(stderr);
  }
}
