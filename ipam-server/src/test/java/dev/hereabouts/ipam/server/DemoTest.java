package dev.hereabouts.ipam.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class DemoTest {
  private static final Path GOLDEN = Path.of("src/test/resources/demo/stdout");

  @TempDir Path directory;
  private DemoHome home = new DemoHome(Path.of("."));

  @BeforeEach
  void makeHome() throws IOException {
    home = DemoHome.in(directory);
  }

  @Test
  @DisplayName("the demo plays all networks through the real shim and leaves nothing behind")
  void playsAll() throws IOException {
    home.installShim();

    DemoHome.Played played = home.play();

    assertThat(played.stderr()).isEmpty();
    assertThat(played.exitCode()).isZero();
    String steady = withoutChanging(played.stdout());
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.resolveSibling(""));
      Files.writeString(GOLDEN, steady);
      throw new AssertionError("golden file written; look at what changed");
    }
    assertThat(steady).isEqualTo(Files.readString(GOLDEN));
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("an answer that is not what the demo claims ends it with the claim and exit code 1")
  void findsWrongAnswers() throws IOException {
    home.installShim(
        "echo '{\"cniVersion\":\"0.3.0\",\"ips\":[{\"version\":\"4\",\"address\":\"172.16.0.1/24\"}]}'");

    DemoHome.Played played = home.play();

    assertThat(played.exitCode()).isEqualTo(1);
    assertThat(played.stderr())
        .startsWith(
            "hereabouts: step 1 (One network, 172.16.0.0/24, and two pods): it is not so that each pod has an address"
                + " of its own")
        .contains("the service's log:")
        .doesNotContain("\tat ");
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("an answer of the shim that is no JSON ends the demo with exit code 1")
  void findsGarbage() throws IOException {
    home.installShim("echo nonsense");

    DemoHome.Played played = home.play();

    assertThat(played.exitCode()).isEqualTo(1);
    assertThat(played.stderr())
        .contains("the answer to ADD default/web-1 net1 examples/one-network.json is no JSON");
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("a service that cannot start is shown with what it said")
  void showsWhyTheServiceDoesNotStart() throws IOException {
    home.installShim("exit 0");
    home.script("hereabouts", "echo 'the disk is full' >&2", "exit 1");

    DemoHome.Played played = home.play();

    assertThat(played.exitCode()).isEqualTo(1);
    assertThat(played.stderr()).contains("the service did not start", "the disk is full");
  }

  @Test
  @DisplayName("without a shim the demo says how to build it")
  void saysHowToBuildTheShim() {
    DemoHome.Played played = home.play();

    assertThat(played.exitCode()).isEqualTo(1);
    assertThat(played.stdout()).isEmpty();
    assertThat(played.stderr())
        .isEqualTo(
            "hereabouts: there is no CNI shim at "
                + directory.resolve("ipam-cni-shim/target/hereabouts")
                + "; build it with \"mvn -DskipTests -pl ipam-cni-shim package\" under a JDK 25, or"
                + " run ./hereabouts without HEREABOUTS_NO_BUILD\n");
  }

  @Test
  @DisplayName("a demo that is ended from outside ends the service and removes its directory")
  void cleansUpWhenInterrupted() throws IOException, InterruptedException {
    home.installShim("exec sleep 5");
    List<String> command = new ArrayList<>(home.program());
    command.add("demo");
    Process demo =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    awaitFirstStep(demo.inputReader());
    assertThat(home.service()).isPresent();

    demo.destroy();

    assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertNothingIsLeft();
  }

  @AfterEach
  void endTheServiceThatADemoForgot() throws IOException {
    if (Files.exists(directory.resolve("pid"))) {
      home.service().ifPresent(ProcessHandle::destroy);
    }
  }

  private static void awaitFirstStep(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.startsWith("1. ")) {
      line = reader.readLine();
    }
    assertThat(line).isNotNull();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(home.service()).isEmpty();
    assertThat(home.scratchDirectory()).doesNotExist();
  }

  private static String withoutChanging(String text) {
    return text.replaceAll(" +[0-9.]+ ms\n", " TIME ms\n")
        .replaceAll("(?m) {3}[0-9]+[sm]$", "   AGE")
        .replaceAll("held since:.*", "held since:    TIME (AGE)")
        .replaceAll("since: [0-9]+", "since: TIME")
        .replaceAll("(ownership ID: +|  id: )'?[0-9a-f]{32}'?", "$1OWNERSHIP-ID");
  }
}
