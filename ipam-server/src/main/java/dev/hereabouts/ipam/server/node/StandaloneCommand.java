package dev.hereabouts.ipam.server.node;

import dev.hereabouts.ipam.server.files.AllowedDirectories;
import dev.hereabouts.ipam.server.service.Foreground;
import dev.hereabouts.ipam.server.service.LogOptions;
import dev.hereabouts.ipam.server.service.MetricsOption;
import dev.hereabouts.ipam.server.service.ProgramVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code standalone}: the service without a cluster, in the foreground. */
@Command(
    name = "standalone",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description = {
      "Serves this machine without a cluster: agent and allocator in one process.",
      "Prints one line \"ready socket=S\" when it serves; SIGTERM ends it.",
      "What it has answered is kept in DIR/hereabouts.mv."
    })
public final class StandaloneCommand implements Callable<Integer> {
  @Mixin private MetricsOption metrics = new MetricsOption();
  @Mixin private LogOptions log = new LogOptions();

  @Option(
      names = "--socket",
      paramLabel = "S",
      defaultValue = "${HEREABOUTS_SOCKET:-/run/hereabouts/ipam.sock}",
      description =
          "where the CNI shim finds the service (default: HEREABOUTS_SOCKET, else"
              + " /run/hereabouts/ipam.sock)")
  private Path socket = Path.of("/run/hereabouts/ipam.sock");

  @Option(
      names = "--store",
      paramLabel = "DIR",
      defaultValue = "/var/lib/hereabouts",
      description = "the directory of the embedded store (default: ${DEFAULT-VALUE})")
  private Path store = Path.of("/var/lib/hereabouts");

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "this node's name in the entries (default: the host's name)")
  private @Nullable String node;

  @Option(
      names = "--allow-path",
      paramLabel = "DIR",
      description =
          "a directory below which networks may name files (configuration_path, log_file), beside"
              + " /var/log and whereabouts' own; may be given several times")
  private List<Path> allowedPaths = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    log.apply();
    Standalone standalone =
        Standalone.start(
            socket,
            store,
            node == null ? hostName() : node,
            AllowedDirectories.with(allowedPaths),
            InstantSource.system(),
            metrics.address());
    return Foreground.run(standalone, "ready socket=" + socket);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
