package dev.hereabouts.ipam.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.server.cli.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** A directory like that of the source tree, whose launcher notes what it starts. */
record DemoHome(Path path) {
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

  /** A home with the program of this build and the real examples, without a shim. */
  static DemoHome in(Path directory) throws IOException {
    DemoHome home = new DemoHome(directory);
    Files.createSymbolicLink(directory.resolve("examples"), TREE.resolve("examples"));
    Files.createDirectories(directory.resolve("ipam-cni-shim/target"));
    home.script(
        "hereabouts",
        "echo $$ > " + home.path().resolve("pid"),
        "echo \"$@\" > " + home.path().resolve("arguments"),
        "exec " + String.join(" ", home.program()) + " \"$@\"");
    return home;
  }

  List<String> program() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Dhereabouts.home=" + path,
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  /** Puts an executable shell script into the home. */
  void script(String name, String... lines) throws IOException {
    Path script = path.resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  /** Installs the native shim, or skips the test where it is not built. */
  void installShim() throws IOException {
    Path shim = TREE.resolve("ipam-cni-shim/target/hereabouts");
    assumeTrue(Files.isExecutable(shim), "the native shim is not built: " + shim);
    Files.createSymbolicLink(path.resolve("ipam-cni-shim/target/hereabouts"), shim);
  }

  void installShim(String... lines) throws IOException {
    script("ipam-cni-shim/target/hereabouts", lines);
  }

  /** What the demo printed, and how it ended. */
  record Played(String stdout, String stderr, int exitCode) {}

  Played play() {
    StringWriter stdout = new StringWriter();
    StringWriter stderr = new StringWriter();
    CommandLine commandLine =
        Main.commandLine(new Surroundings(InstantSource.system(), Map.of(), false), path)
            .setOut(new PrintWriter(stdout))
            .setErr(new PrintWriter(stderr));
    int exitCode = commandLine.execute("demo");
    return new Played(stdout.toString(), stderr.toString(), exitCode);
  }

  /** The service that the launcher started, while it runs. */
  Optional<ProcessHandle> service() throws IOException {
    long pid = Long.parseLong(Files.readString(path.resolve("pid")).strip());
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
  }

  /** Where the demo kept its files. */
  Path scratchDirectory() throws IOException {
    List<String> arguments = List.of(Files.readString(path.resolve("arguments")).split(" "));
    Path socket = Path.of(arguments.get(arguments.indexOf("--socket") + 1));
    return socket.resolveSibling("");
  }
}
