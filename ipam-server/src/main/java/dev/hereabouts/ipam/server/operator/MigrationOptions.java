package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where our entries are: in a cluster, or in standalone's directory. */
final class MigrationOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "K",
      description = "the cluster, by its kubeconfig file (default: KUBECONFIG)")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "the directory of standalone's embedded store, instead of a cluster")
  private @Nullable Path store;

  @Nullable Path store() {
    return store;
  }

  /** The kubeconfig file, or null where the embedded store is meant or nothing is said. */
  @Nullable Path kubeconfig(Map<String, String> environment) {
    String variable = environment.getOrDefault("KUBECONFIG", "");
    return kubeconfig != null || store != null || variable.isEmpty()
        ? kubeconfig
        : Path.of(variable);
  }

  ApiAccess access(Map<String, String> environment) throws ApiAccessException {
    Path file = kubeconfig(environment);
    return file == null
        ? ApiAccess.fromPod(environment, ApiAccess.POD_DIRECTORY)
        : ApiAccess.fromKubeconfig(file);
  }
}
