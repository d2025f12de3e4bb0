package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every command that asks what is held: whom, and how to print it. */
final class SourceOptions {
  @Option(
      names = "--socket",
      paramLabel = "S",
      description =
          "ask the service at this socket (default: HEREABOUTS_SOCKET; with neither that nor"
              + " KUBECONFIG /run/hereabouts/ipam.sock)")
  private @Nullable Path socket;

  @Option(
      names = "--kubeconfig",
      paramLabel = "K",
      description =
          "ask the cluster of this kubeconfig file (default: KUBECONFIG, unless"
              + " HEREABOUTS_SOCKET is set)")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description =
          "ask the cluster of this context of the kubeconfig file (default: its current one)")
  private @Nullable String context;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      description = "table, wide, json or yaml (default: ${DEFAULT-VALUE})")
  private OutputFormat format = OutputFormat.TABLE;

  private boolean incomplete;

  OutputFormat format() {
    return format;
  }

  /** Whom to ask; what it could not understand is told on stderr. */
  Source open(CommandSpec spec, Surroundings surroundings, Clusters clusters) throws IOException {
    Map<String, String> environment = surroundings.environment();
    if (socket != null && (kubeconfig != null || context != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--socket and "
              + (kubeconfig == null ? "--context" : "--kubeconfig")
              + " exclude each other: name one of them");
    }
    ClusterChoice cluster = ClusterChoice.of(kubeconfig, context, environment, spec);
    boolean isClusterNamed = kubeconfig != null || context != null;
    boolean bySocket = socket != null || (!isClusterNamed && SocketChoice.isNamed(environment));
    if (bySocket || cluster == null) {
      return new SocketSource(SocketChoice.of(socket, environment));
    }
    PrintWriter err = spec.commandLine().getErr();
    return clusters.open(
        cluster,
        () -> new Progress(err),
        problem -> {
          incomplete = true;
          err.println("hereabouts: left out, not understood: " + Printable.of(problem));
        });
  }

  /** The exit code of a command that did its part: an answer that leaves out something failed. */
  int exitCode(boolean done) {
    return done && !incomplete ? ExitCode.OK : ExitCode.FAILED;
  }
}
