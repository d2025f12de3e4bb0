package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a test runs to its end. */
record Command(int exit, String stdout, String stderr) {
  /** Runs it; it must end within the limit. */
  static Command run(long limitSeconds, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path stdout = Files.createTempFile("command", ".out");
    Path stderr = Files.createTempFile("command", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(stdout.toFile())
              .redirectError(stderr.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        assertThat(process.waitFor(limitSeconds, TimeUnit.SECONDS))
            .as(() -> "ends within " + limitSeconds + " s: " + command)
            .isTrue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new Command(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    } finally {
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }

  /** Its output, when it succeeded. */
  String succeeded() {
    assertThat(exit).as(stdout + stderr).isZero();
    return stdout;
  }
}
