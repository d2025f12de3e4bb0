package dev.hereabouts.ipam.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The driver")
class DriveTest {
  private static final String ANSWER_ADDRESS =
      """
      answer() { printf '{"cniVersion":"1.0.0","ips":[{"address":"%s/24"}]}' "$1"; }
      """;

  @TempDir Path scratch;

  @BeforeEach
  void buildPrograms() throws Exception {
    Run.buildPrograms();
  }

  @Test
  @DisplayName("calls once for each pod, with the pod's own variables and the configuration")
  void everyPodOnce() throws Exception {
    Path config = Files.writeString(scratch.resolve("config"), "{\"name\":\"bench\"}");
    plugin(
        """
        echo "$CNI_COMMAND $pod $CNI_CONTAINERID $CNI_IFNAME $EXTRA $(cat)" >"$SEEN/$pod"
        answer 10.0.0.$pod
        """);

    Run run =
        drive(
            "--config",
            config.toString(),
            "--callers",
            "4",
            "--calls",
            "20",
            "--first",
            "5",
            "--env",
            "SEEN=" + scratch,
            "--env",
            "EXTRA=more",
            "--distinct",
            "--addresses",
            scratch.resolve("addresses").toString());

    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.number("calls")).isEqualTo(20);
    for (int pod = 5; pod < 25; pod++) {
      assertThat(scratch.resolve("" + pod))
          .hasContent("ADD %d %064x net1 more {\"name\":\"bench\"}".formatted(pod, pod));
    }
    assertThat(Files.readAllLines(scratch.resolve("addresses")))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(5, 25).mapToObj(pod -> "10.0.0." + pod).toList());
  }

  @Test
  @DisplayName("never takes a failed call for a fast one")
  void failuresAreNotFast() throws Exception {
    plugin(
        """
        if [ "$pod" -lt 6 ]; then echo '{"code":7,"msg":"no such range"}'; exit 1; fi
        sleep 0.2
        answer 10.0.0.$pod
        """);

    Run run = drive("--calls", "10");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.number("calls")).isEqualTo(10);
    assertThat(run.number("errors")).isEqualTo(6);
    assertThat(run.number("p50")).isGreaterThanOrEqualTo(200);
    assertThat(run.number("perSecond")).isLessThanOrEqualTo(5);
    assertThat(run.output()).contains("ADD pod0", "no such range");
  }

  @Test
  @DisplayName("has no percentiles when every call failed")
  void nothingToMeasure() throws Exception {
    plugin("exit 3");

    Run run = drive("--calls", "4");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output()).contains("\"errors\":4", "\"p50\":null", "exit 3");
  }

  @Test
  @DisplayName("counts an ADD without an address, and one with a broken address, as errors")
  void successNeedsAnAddress() throws Exception {
    plugin("if [ $pod = 0 ]; then echo '{\"cniVersion\":\"1.0.0\"}'; else answer 10.0.0; fi");

    assertThat(drive("--calls", "2").number("errors")).isEqualTo(2);
  }

  @Test
  @DisplayName("finds an address that was given twice, however it is written")
  void duplicates() throws Exception {
    plugin(
        """
        case $pod in
          0) answer 2001:db8::1 ;;
          1) answer 2001:db8:0:0::0001 ;;
          *) answer 10.0.0.$((pod % 4)) ;;
        esac
        """);

    Run run = drive("--calls", "10", "--callers", "3", "--distinct");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.number("errors")).isZero();
    assertThat(run.number("duplicates")).isEqualTo(5);
  }

  @Test
  @DisplayName("kills and reaps a call that takes too long, and counts it as an error")
  void callLimit() throws Exception {
    plugin("echo $$ >\"$SEEN/process\"; exec sleep 600");

    Run run = drive("--calls", "1", "--call-limit", "0.5", "--env", "SEEN=" + scratch);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output()).contains("\"errors\":1", "killed at the time limit");
    long process = Long.parseLong(Files.readString(scratch.resolve("process")).strip());
    assertThat(ProcessHandle.of(process)).isEqualTo(Optional.empty());
  }

  @Test
  @DisplayName("ends at its time limit and tells how many calls were not made")
  void timeLimit() throws Exception {
    plugin("exec sleep 600");

    Run run = drive("--calls", "10", "--callers", "2", "--time-limit", "0.5");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.number("errors")).isEqualTo(2);
    assertThat(run.number("notMade")).isEqualTo(8);
  }

  @Test
  @DisplayName("takes percentiles by nearest rank")
  void percentiles() throws Exception {
    plugin("if [ $pod = 9 ]; then sleep 1; fi; answer 10.0.0.$pod");

    Run run = drive("--calls", "10");

    assertThat(run.number("p90")).isLessThan(1000);
    assertThat(run.number("p99")).isGreaterThanOrEqualTo(1000).isEqualTo(run.number("max"));
  }

  @Test
  @DisplayName("accepts the expected CNI error and no other")
  void expectedError() throws Exception {
    plugin("echo '{ \"msg\": \"full\", \"code\": 100 }'; exit 1");

    assertThat(drive("--expect-exit", "1", "--expect-code", "100").exit()).isZero();
    assertThat(drive("--expect-exit", "1", "--expect-code", "10").exit()).isEqualTo(1);
    assertThat(drive("--expect-exit", "2").exit()).isEqualTo(1);
  }

  @Test
  @DisplayName("calls DEL after each ADD when asked to, and wants no output from it")
  void addThenDel() throws Exception {
    plugin(
        """
        echo $CNI_COMMAND >>"$SEEN/$pod"
        if [ $CNI_COMMAND = ADD ]; then answer 10.0.0.1; elif [ $pod = 2 ]; then echo surprise; fi
        """);

    Run run = drive("--mode", "add-del", "--calls", "3", "--env", "SEEN=" + scratch);

    assertThat(run.number("calls")).isEqualTo(6);
    assertThat(run.number("errors")).isEqualTo(1);
    assertThat(run.output()).contains("DEL pod2", "surprise", "\"add\":{", "\"del\":{");
    assertThat(Files.readAllLines(scratch.resolve("1"))).containsExactly("ADD", "DEL");
  }

  @Test
  @DisplayName("reads a process's peak memory just before it is gone")
  void peakMemory() throws Exception {
    plugin("answer 10.0.0.1");

    Run run = drive("--calls", "2", "--peak-memory");

    assumeTrue(run.exit() == 0, "processes cannot be traced here: " + run.output());
    assertThat(run.number("peakKiB")).isBetween(100.0, 100_000.0);
  }

  @Test
  @DisplayName("refuses what it does not understand")
  void usage() throws Exception {
    plugin("answer 10.0.0.1");

    assertThat(drive("--callers", "0").exit()).isEqualTo(64);
    assertThat(drive("--mode", "remove").exit()).isEqualTo(64);
    assertThat(drive("--calls", "10x").exit()).isEqualTo(64);
    assertThat(drive("--mode", "del", "--distinct").exit()).isEqualTo(64);
    assertThat(drive("surplus").exit()).isEqualTo(64);
  }

  /** Makes the plugin of this test: a shell script that knows its pod's number. */
  private void plugin(String body) throws IOException {
    String pod = "pod=${CNI_ARGS##*K8S_POD_NAME=pod}; pod=${pod%%;*}\n";
    Path plugin = scratch.resolve("plugin");
    Files.createFile(
        plugin, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(plugin, "#!/bin/sh\n" + ANSWER_ADDRESS + pod + body);
  }

  private Run drive(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Run.program("drive").toString(), "--plugin", scratch.resolve("plugin").toString()));
    command.addAll(List.of(arguments));
    return Run.of(command);
  }
}
