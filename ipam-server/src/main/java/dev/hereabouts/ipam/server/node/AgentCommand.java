package dev.hereabouts.ipam.server.node;

import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.cluster.NodeToken;
import dev.hereabouts.ipam.server.files.AllowedDirectories;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import dev.hereabouts.ipam.server.kubernetes.FileToken;
import dev.hereabouts.ipam.server.service.ClusterAccess;
import dev.hereabouts.ipam.server.service.Foreground;
import dev.hereabouts.ipam.server.service.LogOptions;
import dev.hereabouts.ipam.server.service.MetricsOption;
import dev.hereabouts.ipam.server.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code agent}: the agent of one node, in the foreground. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = {
      "Serves one node of a cluster: the socket that the CNI shim calls.",
      "Prints one line \"ready socket=S\" when it serves; SIGTERM ends it.",
      "Calls are decided by the allocator that leads. While none does, an ADD waits and",
      "a DEL is kept in DIR."
    })
public final class AgentCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);
  private static final String SERVICE_ACCOUNT = "hereabouts-agent";

  private final Surroundings surroundings;

  @Mixin private ClusterAccess cluster = new ClusterAccess();
  @Mixin private MetricsOption metrics = new MetricsOption();
  @Mixin private LogOptions log = new LogOptions();

  @Option(
      names = "--node",
      required = true,
      paramLabel = "NAME",
      description = "the name of this node's Node object")
  private String node = "";

  @Option(
      names = "--socket",
      paramLabel = "S",
      defaultValue = "${HEREABOUTS_SOCKET:-/run/hereabouts/ipam.sock}",
      description =
          "where the CNI shim finds the agent (default: HEREABOUTS_SOCKET, else"
              + " /run/hereabouts/ipam.sock)")
  private Path socket = Path.of("/run/hereabouts/ipam.sock");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "/var/lib/hereabouts",
      description = "what must outlive the agent (default: ${DEFAULT-VALUE})")
  private Path state = Path.of("/var/lib/hereabouts");

  @Option(
      names = "--token-file",
      paramLabel = "F",
      description =
          "the token of the ServiceAccount hereabouts-agent, for the audience"
              + " hereabouts.ipam.hereabouts.dev and bound to this node (default: one is asked for"
              + " through TokenRequest)")
  private @Nullable Path tokenFile;

  @Option(
      names = "--allow-path",
      paramLabel = "DIR",
      description =
          "a directory below which networks may name files (configuration_path, log_file), beside"
              + " /var/log and whereabouts' own; may be given several times")
  private List<Path> allowedPaths = List.of();

  @Option(names = "--boot-id-file", hidden = true)
  private Path bootId = BootId.OF_THIS_MACHINE;

  public AgentCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, ApiAccessException, InterruptedException {
    log.apply();
    ClusterAgent agent =
        ClusterAgent.start(
            cluster.access(surroundings.environment()),
            cluster.namespace(),
            node,
            socket,
            state,
            bootId,
            AllowedDirectories.with(allowedPaths),
            this::token,
            metrics.address());
    return Foreground.run(agent, "ready socket=" + socket);
  }

  private Supplier<String> token(ClusterAgent agent) {
    if (tokenFile != null) {
      return new FileToken(tokenFile);
    }
    NodeToken token =
        new NodeToken(
            agent.api(),
            agent::after,
            cluster.namespace(),
            SERVICE_ACCOUNT,
            node,
            Protocol.AUDIENCE);
    token.start(failure -> {
      if (failure != null) {
        LOG.warn("no token to show to the leader yet: {}", failure);
      }
    });
    return token::current;
  }
}
