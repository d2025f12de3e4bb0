package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Whom a command asks, by its options and variables. */
final class SourceOptionsTest {
  private static final Map<String, String> NOTHING = Map.of();
  private static final Map<String, String> SOCKET = Map.of("HEREABOUTS_SOCKET", "/v.sock");
  private static final Map<String, String> CLUSTER = Map.of("KUBECONFIG", "/v.conf");
  private static final Map<String, String> BOTH =
      Map.of("HEREABOUTS_SOCKET", "/v.sock", "KUBECONFIG", "/v.conf");

  private SourceOptions options = new SourceOptions();
  private final StringWriter err = new StringWriter();

  @Test
  @DisplayName("an option goes before every variable")
  void options() throws Exception {
    assertThat(asked(BOTH, "--socket", "/o.sock")).isEqualTo("socket /o.sock (from --socket)");
    assertThat(asked(BOTH, "--kubeconfig", "/o.conf"))
        .isEqualTo("cluster /o.conf (from --kubeconfig)");
  }

  @Test
  @DisplayName("HEREABOUTS_SOCKET goes before KUBECONFIG, that before the default socket")
  void variables() throws Exception {
    assertThat(asked(BOTH)).isEqualTo("socket /v.sock (from HEREABOUTS_SOCKET)");
    assertThat(asked(SOCKET)).isEqualTo("socket /v.sock (from HEREABOUTS_SOCKET)");
    assertThat(asked(CLUSTER)).isEqualTo("cluster /v.conf (from KUBECONFIG)");
    assertThat(asked(NOTHING)).isEqualTo("socket /run/hereabouts/ipam.sock (the default)");
  }

  @Test
  @DisplayName("an empty variable names nothing")
  void emptyVariables() throws Exception {
    assertThat(asked(Map.of("HEREABOUTS_SOCKET", "", "KUBECONFIG", "/v.conf")))
        .isEqualTo("cluster /v.conf (from KUBECONFIG)");
    assertThat(asked(Map.of("HEREABOUTS_SOCKET", "", "KUBECONFIG", "")))
        .isEqualTo("socket /run/hereabouts/ipam.sock (the default)");
  }

  @Test
  @DisplayName("--socket and --kubeconfig exclude each other")
  void excluding() {
    assertThatThrownBy(() -> asked(NOTHING, "--socket", "/o.sock", "--kubeconfig", "/o.conf"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--socket and --kubeconfig exclude each other: name one of them");
  }

  @Test
  @DisplayName("all files that KUBECONFIG lists are read, but for empty names")
  void listOfFiles() throws Exception {
    String list = String.join(File.pathSeparator, "", "/one", "/two", "");
    assertThat(asked(Map.of("KUBECONFIG", list)))
        .isEqualTo("cluster /one" + File.pathSeparator + "/two (from KUBECONFIG)");
    assertThat(asked(Map.of("KUBECONFIG", File.pathSeparator)))
        .isEqualTo("socket /run/hereabouts/ipam.sock (the default)");
  }

  @Test
  @DisplayName("--context means a cluster: of --kubeconfig, else of KUBECONFIG, else none")
  void context() throws Exception {
    assertThat(asked(BOTH, "--context", "prod"))
        .isEqualTo("cluster /v.conf, context prod (from KUBECONFIG)");
    assertThat(asked(SOCKET, "--context", "prod", "--kubeconfig", "/o.conf"))
        .isEqualTo("cluster /o.conf, context prod (from --kubeconfig)");
    assertThatThrownBy(() -> asked(SOCKET, "--context", "prod"))
        .isInstanceOf(ParameterException.class)
        .hasMessage(
            "--context names a context of a kubeconfig file: name that with --kubeconfig or"
                + " KUBECONFIG");
    assertThatThrownBy(() -> asked(CLUSTER, "--context", "prod", "--socket", "/o.sock"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--socket and --context exclude each other: name one of them");
  }

  @Test
  @DisplayName("an answer that leaves something out is told, and the command has failed")
  void incomplete() throws Exception {
    asked(CLUSTER);
    assertThat(options.exitCode(true)).isEqualTo(ExitCode.OK);
    assertThat(options.exitCode(false)).isEqualTo(ExitCode.FAILED);

    asked(Map.of("KUBECONFIG", "/with-odd-objects"));
    assertThat(err).hasToString("hereabouts: left out, not understood: HereaboutsPool odd: ?\n");
    assertThat(options.exitCode(true)).isEqualTo(ExitCode.FAILED);
  }

  private String asked(Map<String, String> environment, String... arguments) throws IOException {
    options = new SourceOptions();
    CommandLine commandLine = new CommandLine(options).setErr(new PrintWriter(err, true));
    commandLine.parseArgs(arguments);
    ClusterChoice[] asked = new ClusterChoice[1];
    Surroundings surroundings = new Surroundings(() -> Instant.EPOCH, environment, false);
    SocketSource elsewhere = new SocketSource(SocketChoice.of(Path.of("/elsewhere"), NOTHING));
    Source source =
        options.open(
            commandLine.getCommandSpec(),
            surroundings,
            (cluster, _, problem) -> {
              asked[0] = cluster;
              if (cluster.kubeconfigs().contains(Path.of("/with-odd-objects"))) {
                problem.accept("HereaboutsPool odd: \u001b");
              }
              return elsewhere;
            });
    return source.equals(elsewhere)
        ? "cluster " + asked[0]
        : "socket " + ((SocketSource) source).socket();
  }
}
