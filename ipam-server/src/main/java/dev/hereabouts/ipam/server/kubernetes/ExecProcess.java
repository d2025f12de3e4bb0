package dev.hereabouts.ipam.server.kubernetes;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that is run for what it prints; what it says on stderr goes to ours. */
final class ExecProcess {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration ATTENDED_LIMIT = Duration.ofMinutes(10);
  private static final Duration TERMINAL_LIMIT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;
  private static final File NOTHING = new File("/dev/null");

  private ExecProcess() {}

  /**
   * What it printed.
   *
   * @param interactive whether it gets our standard input
   * @param attended whether a person is there, who may need time to log in
   * @throws IOException when it fails; the message goes on from the program's name
   */
  static byte[] run(
      List<String> words, Map<String, String> more, boolean interactive, boolean attended)
      throws IOException {
    return run(words, more, interactive, attended ? ATTENDED_LIMIT : LIMIT);
  }

  static byte[] run(
      List<String> words, Map<String, String> more, boolean interactive, Duration limit)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(interactive ? Redirect.INHERIT : Redirect.from(NOTHING))
            .redirectError(Redirect.INHERIT);
    builder.environment().putAll(more);
    Process process = start(builder);
    long until = System.nanoTime() + limit.toNanos();
    Thread withUs = Thread.ofPlatform().unstarted(() -> end(process));
    try {
      Runtime.getRuntime().addShutdownHook(withUs);
      FutureTask<byte[]> printed =
          new FutureTask<>(() -> process.getInputStream().readNBytes(MOST_BYTES));
      Thread.ofPlatform().daemon().name("exec-output").start(printed);
      if (!process.waitFor(limit)) {
        throw late(limit);
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "ended with exit code " + process.exitValue() + "; why, it says itself, if at all");
      }
      return printed.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw late(limit);
    } catch (ExecutionException e) {
      throw new IOException("cannot be read from: " + e.getCause(), e);
    } catch (IllegalStateException e) {
      throw new IOException("was ended, as we are", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("was interrupted", e);
    } finally {
      end(process);
      forget(withUs);
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // it runs: we are ending
    }
  }

  private static IOException late(Duration limit) {
    return new IOException("gave no answer within " + limit.toSeconds() + " s and was ended");
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot be started: " + cause.getMessage(), e);
    }
  }

  /** Whether our standard input is a terminal; Java tells only of input and output together. */
  static boolean isInputTerminal() {
    try {
      Process test = new ProcessBuilder("sh", "-c", "test -t 0").inheritIO().start();
      try {
        return test.waitFor(TERMINAL_LIMIT) && test.exitValue() == 0;
      } finally {
        test.destroyForcibly();
      }
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
