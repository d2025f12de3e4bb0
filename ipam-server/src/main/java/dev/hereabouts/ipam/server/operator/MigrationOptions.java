package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.cli.ClusterChoice;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where our entries are: in a cluster, or in standalone's directory. */
final class MigrationOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kubeconfig",
      paramLabel = "K",
      description = "the cluster, by its kubeconfig file (default: KUBECONFIG)")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "the context of the kubeconfig file (default: its current one)")
  private @Nullable String context;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "the directory of standalone's embedded store, instead of a cluster")
  private @Nullable Path store;

  @Nullable Path store() {
    return store;
  }

  /** The cluster, or null where the embedded store is meant or nothing is said. */
  @Nullable ClusterChoice cluster(Map<String, String> environment) {
    return kubeconfig == null && context == null && store != null
        ? null
        : ClusterChoice.of(kubeconfig, context, environment, spec);
  }

  static ApiAccess access(ClusterChoice choice) throws ApiAccessException {
    return ApiAccess.fromKubeconfig(choice.kubeconfigs(), choice.context());
  }
}
