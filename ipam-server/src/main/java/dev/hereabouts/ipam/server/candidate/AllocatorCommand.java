package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import dev.hereabouts.ipam.server.operator.ClusterCalls;
import dev.hereabouts.ipam.server.operator.OldControllers;
import dev.hereabouts.ipam.server.service.ClusterAccess;
import dev.hereabouts.ipam.server.service.Foreground;
import dev.hereabouts.ipam.server.service.ListenAddress;
import dev.hereabouts.ipam.server.service.LogOptions;
import dev.hereabouts.ipam.server.service.MetricsOption;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code allocator}: one allocator of a cluster, in the foreground. */
@Command(
    name = "allocator",
    mixinStandardHelpOptions = true,
    description = {
      "Serves a cluster's agents: one of its allocators, of which one leads.",
      "Prints one line \"ready\" when it can take requests, as follower or leader;",
      "SIGTERM hands over to another and ends it.",
      "The state is in the cluster's HereaboutsBlocks (\"hereabouts crds\")."
    })
public final class AllocatorCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ClusterAccess cluster = new ClusterAccess();
  @Mixin private MetricsOption metrics = new MetricsOption();
  @Mixin private LogOptions log = new LogOptions();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "0.0.0.0:7443",
      converter = ListenAddress.Converter.class,
      description = "where agents connect to (default: ${DEFAULT-VALUE})")
  private ListenAddress listen = new ListenAddress("0.0.0.0", 7443);

  @Option(
      names = "--advertise",
      paramLabel = "HOST",
      description = "the host that agents are told (default: POD_IP, else that of --listen)")
  private @Nullable String advertise;

  @Option(
      names = "--beside-whereabouts",
      paramLabel = "NS",
      arity = "0..1",
      fallbackValue = "kube-system",
      description =
          "while nodes change over: record each address for whereabouts, too, and give none that"
              + " it holds (default namespace of its objects: kube-system)")
  private @Nullable String besideNamespace;

  @Option(
      names = "--grace-period",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = GracePeriod.Converter.class,
      description = {
        "for how long it must be seen that nobody uses an address any more",
        "before it is taken back without a DEL: 90s or 2m (default: ${DEFAULT-VALUE})"
      })
  private GracePeriod gracePeriod = GracePeriod.DEFAULT;

  public AllocatorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, ApiAccessException, InterruptedException {
    log.apply();
    ApiAccess access = cluster.access(surroundings.environment());
    if (besideNamespace != null) {
      try (ClusterCalls calls = new ClusterCalls(access)) {
        OldControllers.requireOff(calls, besideNamespace);
      }
    }
    ClusterAllocator allocator =
        ClusterAllocator.start(
            access,
            new AllocatorOptions(
                cluster.namespace(),
                listen,
                advertised(),
                gracePeriod,
                metrics.address(),
                besideNamespace));
    return Foreground.run(allocator, "ready");
  }

  private String advertised() {
    String host = advertise == null ? surroundings.environment().get("POD_IP") : advertise;
    if (host == null && listen.isWildcard()) {
      throw new ParameterException(
          spec.commandLine(),
          "--listen "
              + listen.host()
              + " tells agents no address; name one with --advertise, or set POD_IP");
    }
    return host == null ? listen.host() : host;
  }
}
