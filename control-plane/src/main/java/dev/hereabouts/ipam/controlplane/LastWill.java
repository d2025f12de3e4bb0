package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A shell that waits for the end of this process, however it comes about, then ends its daemons and
 * removes their directory. A shutdown hook would not run when a test process is killed.
 *
 * <p>It reads the daemons' process IDs from its standard input, the last line being what counts;
 * the end of the input is the end of this process. It ignores the signals of a terminal, which
 * reach it before they have ended the others.
 */
final class LastWill implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(30);
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      while read -r line; do pids=$line; done
      [ -z "$pids" ] || kill -9 $pids
      rm -rf "$1" || { sleep 1; rm -rf "$1"; }
      """;

  private final Process shell;
  private final Writer daemons;

  LastWill(Path directory) throws IOException {
    shell =
        new ProcessBuilder("sh", "-c", SCRIPT, "sh", directory.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    daemons = shell.outputWriter();
  }

  /** Says which daemons run now. */
  void name(Collection<Daemon> running) throws IOException {
    daemons.write(
        running.stream()
            .map(daemon -> Long.toString(daemon.pid()))
            .collect(Collectors.joining(" ", "", "\n")));
    daemons.flush();
  }

  /** Carries it out now. */
  @Override
  public void close() throws IOException {
    daemons.close();
    try {
      if (!shell.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("the control plane's directory could not be removed in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the shell goes on by itself
    }
  }
}
