package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running {@code hereabouts standalone}, in a process of its own that ends with its test. */
final class Standalone implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final Path directory;
  private final Process process;

  private Standalone(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /** Starts one with socket, store and log in this directory, and waits until it serves. */
  static Standalone start(Path directory) throws IOException, InterruptedException {
    return start(directory, Map.of());
  }

  /** As {@link #start(Path)}, with these environment variables beside this process's. */
  static Standalone start(Path directory, Map<String, String> environment)
      throws IOException, InterruptedException {
    Standalone standalone =
        launch(directory, directory.resolve("s"), directory.resolve("store"), environment);
    try {
      standalone.awaitReady();
      return standalone;
    } catch (AssertionError | IOException | InterruptedException e) {
      standalone.close();
      throw e;
    }
  }

  /** Starts one with its log in this directory, and waits for nothing. */
  static Standalone launch(Path directory, Path socket, Path store) throws IOException {
    return launch(directory, socket, store, Map.of());
  }

  private static Standalone launch(
      Path directory, Path socket, Path store, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Installation.launcher().toString(),
                "standalone",
                "--socket",
                socket.toString(),
                "--store",
                store.toString(),
                "--allow-path",
                directory.toString())
            .redirectOutput(directory.resolve("stdout").toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("HEREABOUTS_NO_BUILD", "1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Standalone(directory, process);
  }

  private void awaitReady() throws IOException, InterruptedException {
    Await.until(
        "the service is ready",
        () -> !process.isAlive() || Files.readString(directory.resolve("stdout")).endsWith("\n"));
    assertThat(Files.readString(directory.resolve("stdout")))
        .as(log())
        .isEqualTo("ready socket=" + socket() + "\n");
  }

  /** Where networks may name files, too. */
  Path directory() {
    return directory;
  }

  Path socket() {
    return directory.resolve("s");
  }

  /** All that was logged in this directory. */
  String log() throws IOException {
    return Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  SocketConnection connect() throws IOException {
    return SocketConnection.open(socket());
  }

  Answer callThroughShim(CniCall call) throws IOException, InterruptedException {
    return new Shim(socket()).call(call);
  }

  List<HeldAddress> entries() throws IOException {
    try (SocketConnection connection = connect()) {
      return connection.entries();
    }
  }

  /** Ends it as a crash does (SIGKILL). */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exit();
  }

  /** Ends it as an operator does (SIGTERM), and returns its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exit();
  }

  /** Waits for its end, and returns its exit code. */
  int exit() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the service did not end within " + LIMIT_SECONDS + " s");
    }
    return process.exitValue();
  }

  /** Halts it without ending it (SIGSTOP), so that what is sent to it waits. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("bash", "-c", "kill -" + name + " " + pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }
}
