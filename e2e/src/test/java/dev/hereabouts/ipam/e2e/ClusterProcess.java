package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An allocator or an agent, in a process of its own. */
final class ClusterProcess implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final Path directory;
  private final Process process;

  private ClusterProcess(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /**
   * Starts one and waits for the line that says that it is ready.
   *
   * @param directory for its output
   * @param environment beside this process's
   * @param arguments the command and its options
   */
  static ClusterProcess start(Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<String> command = new ArrayList<>(List.of(Installation.launcher().toString()));
    command.addAll(List.of(arguments));
    Path stdout = directory.resolve("stdout");
    Files.deleteIfExists(stdout);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(stdout.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("HEREABOUTS_NO_BUILD", "1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    ClusterProcess started = new ClusterProcess(directory, process);
    Await.until(
        arguments[0] + " is ready",
        () -> !process.isAlive() || Files.readString(stdout).startsWith("ready"));
    if (!process.isAlive()) {
      throw new AssertionError(String.join(" ", arguments) + " ended: " + started.log());
    }
    return started;
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
  }

  /** Ends it as a crash does (SIGKILL). */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends it as an operator does (SIGTERM). */
  void terminate() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  /** Halts it without ending it (SIGSTOP): its connections stay, nothing is answered. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill -" + name + " failed");
    }
  }

  private void awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("a process did not end within " + LIMIT_SECONDS + " s");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }
}
