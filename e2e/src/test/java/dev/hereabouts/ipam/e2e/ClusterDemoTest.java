package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.controlplane.Program;
import dev.hereabouts.ipam.controlplane.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command that shows a whole cluster on one machine. */
@Timeout(2700)
final class ClusterDemoTest {
  private static final Path DEMO = Installation.sources().resolve("cluster-demo");

  @TempDir Path directory;

  @Test
  @DisplayName("the cluster demo plays to its end, and leaves nothing behind")
  void plays() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    var noKubectl = Programs.ofThisUser().unavailable(Program.KUBECTL);
    assumeTrue(noKubectl.isEmpty(), noKubectl::orElseThrow);

    Command demo = run();

    assertThat(demo.succeeded())
        .contains("fd00:10::1/64", "172-16-0-0-24", "leads (allocator-2)", "has 2 addresses")
        .endsWith("Everything was as said.\n");
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @DisplayName("a wrong option is refused, and --help tells what it is")
  void explainsItself() throws Exception {
    assertThat(run("--fast").exit()).isEqualTo(64);
    assertThat(run("--help").succeeded()).startsWith("Brings up a whole cluster");
  }

  private Command run(String... arguments) throws IOException, InterruptedException {
    return Command.run(
        300,
        Map.of(
            "HEREABOUTS_NO_BUILD",
            "1",
            "JAVA_HOME",
            System.getProperty("java.home"),
            "TMPDIR",
            directory.toString()),
        Stream.concat(Stream.of(DEMO.toString()), List.of(arguments).stream()).toList());
  }
}
