package dev.hereabouts.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A build of one program with {@code go}, which leaves the whole program or nothing. */
final class GoBuild {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final String VERSION_PACKAGE = "k8s.io/component-base/version.";

  private final Path go;

  GoBuild(Path go) {
    this.go = go;
  }

  void run(Program program, Path target)
      throws IOException, InterruptedException, ProgramUnavailableException {
    try (ScratchDirectory scratch = ScratchDirectory.create("build-" + program.fileName())) {
      GoModule.writeTo(scratch.path());
      Path log = scratch.path().resolve("go.log");
      Path unfinished =
          target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
      try {
        int exit = runGo(scratch.path(), log, program, unfinished);
        if (exit != 0) {
          throw new ProgramUnavailableException(
              "building %s %s failed (go ended with %d):%n%s"
                  .formatted(program.fileName(), program.version(), exit, LogTail.of(log)));
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }
  }

  private int runGo(Path directory, Path log, Program program, Path output)
      throws IOException, InterruptedException, ProgramUnavailableException {
    ProcessBuilder builder =
        new ProcessBuilder(
                go.toString(),
                "build",
                "-mod=readonly",
                "-trimpath",
                "-buildvcs=false",
                "-ldflags",
                linkerFlags(),
                "-o",
                output.toString(),
                program.goPackage())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Static programs, whatever the user has set for work of their own.
    builder.environment().putAll(Map.of("CGO_ENABLED", "0", "GOFLAGS", "", "GOWORK", "off"));
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT.toMinutes(), TimeUnit.MINUTES)) {
        throw new ProgramUnavailableException(
            "building %s took more than %d minutes:%n%s"
                .formatted(program.fileName(), LIMIT.toMinutes(), LogTail.of(log)));
      }
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Kubernetes' programs learn their version from the linker. */
  private static String linkerFlags() {
    String version = Program.KUBE_APISERVER.version();
    List<String> parts = List.of(version.substring(1).split("\\.", -1));
    return "-s -w"
        + (" -X " + VERSION_PACKAGE + "gitVersion=" + version)
        + (" -X " + VERSION_PACKAGE + "gitMajor=" + parts.get(0))
        + (" -X " + VERSION_PACKAGE + "gitMinor=" + parts.get(1));
  }
}
