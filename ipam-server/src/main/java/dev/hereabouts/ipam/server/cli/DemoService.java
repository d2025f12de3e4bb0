package dev.hereabouts.ipam.server.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code standalone} as a child process in a scratch directory; both are gone when it is closed.
 */
final class DemoService implements AutoCloseable {
  private static final int READY_SECONDS = 60;
  private static final int STOP_SECONDS = 10;

  private final ScratchDirectory scratch;
  private @Nullable Process process;
  private boolean isClosed;

  /** Makes the directory; from here on, the end of this process removes it as closing does. */
  DemoService() throws IOException {
    this.scratch = ScratchDirectory.create("hereabouts-demo");
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::closeQuietly));
  }

  /**
   * Starts the service and waits until it serves.
   *
   * @param launcher starts the program that was built last
   */
  void start(Path launcher) throws IOException, DemoFailure {
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "standalone", "--node", "demo-node")
            .redirectInput(new File("/dev/null"))
            .redirectError(log().toFile());
    builder.command().addAll(List.of("--socket", socket().toString()));
    builder.command().addAll(List.of("--store", scratch.file("store").toString()));
    builder.environment().put("HEREABOUTS_NO_BUILD", "1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process child = launch(builder);
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> firstLine(child))
            .completeOnTimeout(null, READY_SECONDS, TimeUnit.SECONDS);
    String said;
    try {
      said = line.join();
    } catch (CompletionException e) {
      said = null;
    }
    if (said == null || !said.startsWith("ready ")) {
      throw new DemoFailure(
          "the service did not start within " + READY_SECONDS + " s; it said:\n" + logged());
    }
  }

  private synchronized Process launch(ProcessBuilder builder) throws IOException, DemoFailure {
    if (isClosed) {
      throw new DemoFailure("interrupted");
    }
    Process child = builder.start();
    process = child;
    return child;
  }

  private static @Nullable String firstLine(Process child) {
    BufferedReader reader = child.inputReader();
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path socket() {
    return scratch.file("ipam.sock");
  }

  /** A place for files of the demonstration's own. */
  Path file(String name) {
    return scratch.file(name);
  }

  private Path log() {
    return scratch.file("standalone.log");
  }

  /** What the service logged. */
  String logged() throws IOException {
    return Files.exists(log()) ? Files.readString(log()) : "(nothing)";
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      System.err.println("hereabouts: " + scratch.path() + " is left over: " + e.getMessage());
    }
  }

  /** Ends the service, by force when it does not end by itself, and removes the directory. */
  @Override
  public synchronized void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (process != null) {
      stop(process);
    }
    scratch.remove();
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
