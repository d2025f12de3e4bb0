package dev.hereabouts.ipam.server.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says which cluster, for commands that need one. */
public final class ClusterOption {
  private static final String POD = "KUBERNETES_SERVICE_HOST";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kubeconfig",
      paramLabel = "K",
      description =
          "the cluster, by its kubeconfig file (default: KUBECONFIG; in a pod, the pod's own)")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "the context of the kubeconfig file (default: its current one)")
  private @Nullable String context;

  /**
   * The cluster, or null for the one that this process is a pod of.
   *
   * @throws ParameterException when neither is known
   */
  public @Nullable ClusterChoice choice(Map<String, String> environment) {
    ClusterChoice choice = ClusterChoice.of(kubeconfig, context, environment, spec);
    if (choice == null && environment.getOrDefault(POD, "").isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name the cluster with --kubeconfig or KUBECONFIG");
    }
    return choice;
  }
}
