package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code hereabouts} on a machine where something is missing. */
final class LauncherTest {
  /** What it uses of the system. */
  private static final List<String> TOOLS =
      List.of("bash", "dirname", "readlink", "grep", "find", "mkdir", "touch", "rm", "mv", "tail");

  @TempDir Path directory;

  @BeforeEach
  void makeTreeAndTools() throws IOException {
    Files.copy(Installation.launcher(), directory.resolve("hereabouts"));
    Path jvm = Files.createDirectories(directory.resolve("ipam-server/src/main/jvm"));
    Files.copy(
        Installation.sources().resolveSibling("ipam-server/src/main/jvm/find-jdk"),
        jvm.resolve("find-jdk"));
    Path tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(tools.resolve(tool), tool(tool));
    }
  }

  @DisplayName("without Maven it says what to install, whatever it is to do")
  @ParameterizedTest
  @ValueSource(strings = {"demo", "test"})
  void withoutMaven(String command) throws IOException, InterruptedException {
    Path said = directory.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(tool("bash").toString(), "hereabouts", command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", directory.resolve("tools").toString());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process launcher = builder.start();

    assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(said))
        .isEqualTo(
            "hereabouts: mvn is not on the PATH. Install Maven 3.8 or later, such as Debian's"
                + " package maven.\n");
    assertThat(launcher.exitValue()).isEqualTo(1);
  }

  private static Path tool(String name) {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no " + name));
  }
}
