package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs the native shim as a container runtime does: one process a call. */
record Shim(Path socket, List<String> command) {
  private static final long LIMIT_SECONDS = 60;

  Shim(Path socket) {
    this(socket, List.of(Installation.shim().toString()));
  }

  Answer call(CniCall call) throws IOException, InterruptedException {
    Process process = start(call.variables());
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
    try {
      feed(process, call.stdinBytes());
      byte[] stdout = process.getInputStream().readAllBytes();
      return new Answer(process.waitFor(), new String(stdout, StandardCharsets.UTF_8));
    } finally {
      limit.cancel(false);
      process.destroyForcibly();
    }
  }

  /** Starts a call whose answer nobody waits for. */
  Process launch(CniCall call) throws IOException {
    Process process = start(call.variables());
    feed(process, call.stdinBytes());
    return process;
  }

  /** Makes the call while the test goes on. */
  CompletableFuture<Answer> callBeside(CniCall call) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            answer.complete(call(call));
          } catch (IOException | InterruptedException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private Process start(Map<String, String> variables) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.environment().put("HEREABOUTS_SOCKET", socket.toString());
    return builder.start();
  }

  private static void feed(Process process, byte[] stdin) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(stdin);
    } catch (IOException itAnswersWithoutReadingAll) {
      // Its answer tells.
    }
  }
}
