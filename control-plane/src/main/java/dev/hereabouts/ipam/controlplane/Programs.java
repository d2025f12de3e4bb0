package dev.hereabouts.ipam.controlplane;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The programs of this user: in the directory that {@code KUBEBUILDER_ASSETS} names, when it is
 * set; else in {@code ${XDG_CACHE_HOME:-~/.cache}/hereabouts/bin/NAME-VERSION/}, where what is
 * missing is built with {@code go}. One process builds at a time; a build takes up to five minutes,
 * and its failure is remembered, so that not every test tries it again.
 */
public final class Programs {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(40);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Programs OF_THIS_USER = new Programs(System.getenv(), System.err);

  private final Map<String, String> environment;
  private final PrintStream progress;
  private final Map<Program, Path> found = new EnumMap<>(Program.class);
  private final Map<Program, ProgramUnavailableException> unavailable =
      new EnumMap<>(Program.class);

  /**
   * @param environment the variables of the process
   * @param progress is told what is built and what it waits for
   */
  public Programs(Map<String, String> environment, PrintStream progress) {
    this.environment = Map.copyOf(environment);
    this.progress = progress;
  }

  /** Those that this process's environment names. */
  public static Programs ofThisUser() {
    return OF_THIS_USER;
  }

  /** The program's file; builds it if need be. */
  public synchronized Path find(Program program) throws ProgramUnavailableException {
    Path known = found.get(program);
    if (known != null) {
      return known;
    }
    ProgramUnavailableException failed = unavailable.get(program);
    if (failed != null) {
      throw failed;
    }
    try {
      Path file = look(program);
      found.put(program, file);
      return file;
    } catch (ProgramUnavailableException e) {
      unavailable.put(program, e);
      throw e;
    }
  }

  /** Why one of these programs is not to be had; empty when all are there (now, if need be). */
  public Optional<String> unavailable(Program... programs) {
    try {
      for (Program program : programs) {
        find(program);
      }
      return Optional.empty();
    } catch (ProgramUnavailableException e) {
      return Optional.of(e.reason());
    }
  }

  private Path look(Program program) throws ProgramUnavailableException {
    String assets = environment.getOrDefault("KUBEBUILDER_ASSETS", "");
    if (!assets.isEmpty()) {
      Path file = Path.of(assets, program.fileName());
      if (!Files.isExecutable(file)) {
        throw new ProgramUnavailableException(
            "KUBEBUILDER_ASSETS is %s, and there is no program %s in it"
                .formatted(assets, program.fileName()));
      }
      return file;
    }
    Path file =
        cache().resolve(program.fileName() + "-" + program.version()).resolve(program.fileName());
    if (Files.isExecutable(file)) {
      return file;
    }
    try {
      buildAlone(program, file);
      return file;
    } catch (IOException e) {
      throw new ProgramUnavailableException(
          "building %s failed: %s".formatted(program.fileName(), e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProgramUnavailableException("interrupted while building " + program.fileName(), e);
    }
  }

  private Path cache() {
    Path root = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (!root.isAbsolute()) {
      String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
      root = Path.of(home, ".cache");
    }
    return root.resolve("hereabouts").resolve("bin");
  }

  private void buildAlone(Program program, Path file)
      throws IOException, InterruptedException, ProgramUnavailableException {
    Path go = go(program);
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
            FileChannel.open(
                cache().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock(channel)) {
      if (Files.isExecutable(file)) {
        return;
      }
      say(
          "building %s %s, once for this user, in up to five minutes, into %s"
              .formatted(program.fileName(), program.version(), file.getParent()));
      long start = System.nanoTime();
      new GoBuild(go).run(program, file);
      say(
          "built %s in %d s"
              .formatted(
                  program.fileName(), Duration.ofNanos(System.nanoTime() - start).toSeconds()));
    }
  }

  private FileLock lock(FileChannel channel)
      throws IOException, InterruptedException, ProgramUnavailableException {
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    boolean told = false;
    while (System.nanoTime() < deadline) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      if (!told) {
        say("waiting for another process that builds");
        told = true;
      }
      Thread.sleep(POLL);
    }
    throw new ProgramUnavailableException(
        "another process has been building for more than " + LONGEST_WAIT.toMinutes() + " minutes");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process builds
    }
  }

  private Path go(Program program) throws ProgramUnavailableException {
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path file = Path.of(directory, "go");
      if (Files.isExecutable(file) && Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new ProgramUnavailableException(
        "there is no %s: install Go, and it is built, or name a directory with it in"
                .formatted(program.fileName())
            + " KUBEBUILDER_ASSETS");
  }

  private void say(String what) {
    progress.println("control plane: " + what);
  }
}
