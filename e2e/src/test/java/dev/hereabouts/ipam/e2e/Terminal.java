package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs shell commands with some variables set. */
record Terminal(Map<String, String> variables) {
  private static final long LIMIT_MINUTES = 5;

  /** Exit code and all that was printed. */
  Answer run(String command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.start();
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES));
    try {
      process.getOutputStream().close();
      byte[] printed = process.getInputStream().readAllBytes();
      return new Answer(process.waitFor(), new String(printed, StandardCharsets.UTF_8));
    } finally {
      limit.cancel(false);
      process.destroyForcibly();
    }
  }

  /** What a command that must succeed printed. */
  String printed(String command) throws IOException, InterruptedException {
    Answer answer = run(command);
    assertThat(answer.exit()).as(command + ": " + answer.stdout()).isZero();
    return answer.stdout();
  }
}
