package dev.hereabouts.ipam.server.operator;

import dev.hereabouts.ipam.server.cli.ClusterChoice;
import dev.hereabouts.ipam.server.cli.ClusterOption;
import dev.hereabouts.ipam.server.cli.Surroundings;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import java.io.IOException;

/** Opens the cluster that a command line means. */
final class ClusterAccesses {
  private ClusterAccesses() {}

  static ClusterCalls open(ClusterOption option, Surroundings surroundings) throws IOException {
    ClusterChoice choice = option.choice(surroundings.environment());
    try {
      return new ClusterCalls(
          choice == null
              ? ApiAccess.fromPod(surroundings.environment(), ApiAccess.POD_DIRECTORY)
              : ApiAccess.fromKubeconfig(choice.kubeconfigs(), choice.context()));
    } catch (ApiAccessException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
