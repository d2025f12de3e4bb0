package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A main class of the tests in a Java process of its own. */
final class ChildProcess {
  private ChildProcess() {}

  static Process start(Class<?> main, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    builder.command().addAll(List.of(arguments));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
