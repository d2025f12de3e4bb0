package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the binary answers without the agent. */
class AloneTest {
  private static final String NO_ADDRESSES =
      "HTTP/1.1 200 OK\r\nCNI-Exit: 0\r\nContent-Length: 0\r\n\r\n";
  private static final String OWN_NETNS = "/proc/self/ns/net";

  @TempDir private Path directory;
  private Path socket;

  @BeforeEach
  void chooseSocket() {
    socket = directory.resolve("ipam.sock");
  }

  @Test
  @DisplayName("VERSION needs no agent, no standard input and no other variable")
  void version() throws Exception {
    ShimProcess.Result result =
        new ShimProcess()
            .with("CNI_COMMAND", "VERSION")
            .with("HEREABOUTS_TIMEOUT", "wrong")
            .runWithSilentInput();

    assertThat(result.stdout().bytes()).isEqualTo(Golden.file("version.json"));
    assertThat(result.exitCode()).isZero();
    assertThat(result.stderr().bytes()).isEmpty();
  }

  @Test
  @DisplayName("without a command it says on standard error what it is")
  void about() throws Exception {
    ShimProcess.Result unset = new ShimProcess().runWithSilentInput();
    ShimProcess.Result empty = new ShimProcess().with("CNI_COMMAND", "").runWithSilentInput();

    assertThat(unset.stderr().bytes()).isEqualTo(Golden.file("about.txt"));
    assertThat(unset.exitCode()).isZero();
    assertThat(unset.stdout().bytes()).isEmpty();
    assertThat(empty).hasToString(unset.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADD", "CHECK"})
  @DisplayName("a call about the shim's own netns is refused before the agent hears of it")
  void ownNetns(String command) throws Exception {
    try (CannedAgent agent = CannedAgent.answering(socket, NO_ADDRESSES)) {
      ShimProcess.Result result =
          ShimProcess.call(command, socket).with("CNI_NETNS", OWN_NETNS).runWithSilentInput();

      assertThat(result.stdout())
          .hasToString(
              new String(Golden.file("error-own-netns.json"), StandardCharsets.UTF_8)
                  .strip()
                  .replace("@COMMAND@", command));
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(agent.wasAsked()).isFalse();
    }
  }

  @Test
  @DisplayName("another name of the same netns is found out")
  void otherNameOfOwnNetns() throws Exception {
    String path = "/proc/" + ProcessHandle.current().pid() + "/task/../ns/net";

    assertThat(ShimProcess.add(socket).with("CNI_NETNS", path).run().stdout().toString())
        .contains("\"code\": 8", "CNI_NETNS is '" + path + "'", "netns");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/self/ns/mnt", "/var/run/netns/no-such-namespace", "", "/dev/null"})
  @DisplayName("any other netns goes to the agent, one that does not exist too")
  void otherNetns(String path) throws Exception {
    try (CannedAgent _ = CannedAgent.answering(socket, NO_ADDRESSES)) {
      assertThat(ShimProcess.add(socket).with("CNI_NETNS", path).run())
          .hasToString("exit 0, stdout: , stderr: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "t", "T", "true", "TRUE", "True"})
  @DisplayName("CNI_NETNS_OVERRIDE switches the check off, and is not sent")
  void overridden(String override) throws Exception {
    try (CannedAgent agent = CannedAgent.answering(socket, NO_ADDRESSES)) {
      ShimProcess.Result result =
          ShimProcess.add(socket)
              .with("CNI_NETNS", OWN_NETNS)
              .with("CNI_NETNS_OVERRIDE", override)
              .run();

      assertThat(result).hasToString("exit 0, stdout: , stderr: ");
      assertThat(new String(agent.request(), StandardCharsets.ISO_8859_1))
          .doesNotContainIgnoringCase("override");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "false", "yes", "tRUE", "11"})
  @DisplayName("any other CNI_NETNS_OVERRIDE leaves the check on")
  void notOverridden(String override) throws Exception {
    assertThat(
            ShimProcess.add(socket)
                .with("CNI_NETNS", OWN_NETNS)
                .with("CNI_NETNS_OVERRIDE", override)
                .run()
                .stdout()
                .toString())
        .contains("\"code\": 8");
  }

  @Test
  @DisplayName("a DEL is never kept from the agent, for it must free what is held")
  void delInOwnNetns() throws Exception {
    try (CannedAgent _ = CannedAgent.answering(socket, NO_ADDRESSES)) {
      assertThat(ShimProcess.call("DEL", socket).with("CNI_NETNS", OWN_NETNS).run())
          .hasToString("exit 0, stdout: , stderr: ");
    }
  }
}
