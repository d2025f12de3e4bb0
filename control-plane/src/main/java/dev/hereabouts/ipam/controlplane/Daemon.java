package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs beside the tests, its output in a file. */
final class Daemon {
  private static final Duration END = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final Path log;

  private Daemon(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static Daemon start(List<String> command, Path directory) throws IOException {
    String name = String.valueOf(Path.of(command.getFirst()).getFileName());
    Path log = directory.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process.getOutputStream().close();
    return new Daemon(name, process, log);
  }

  long pid() {
    return process.pid();
  }

  boolean runs() {
    return process.isAlive();
  }

  /** An error that names the program and shows the end of its output. */
  IllegalStateException failure(String what) {
    return new IllegalStateException(name + " " + what + ":\n" + LogTail.of(log));
  }

  /** Ends it as a power cut would; nothing happens when it has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      throw failure("does not end after SIGKILL");
    }
  }

  /** Sends a signal by its name, {@code STOP}. */
  void signal(String signal) throws IOException, InterruptedException {
    if (!runs()) {
      throw failure("has ended");
    }
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start();
    if (!kill.waitFor(END.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("kill -" + signal + " " + pid() + " failed");
    }
  }
}
