package dev.hereabouts.ipam.server.service;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which cluster. */
public final class ClusterAccess {
  private static final String DEFAULT_NAMESPACE = "hereabouts-system";

  @Option(
      names = "--kubeconfig",
      paramLabel = "K",
      description = "the cluster, by its kubeconfig file (default: that of this pod)")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--namespace",
      paramLabel = "NS",
      description =
          "where the allocators' lease is (default: with --kubeconfig hereabouts-system, else"
              + " this pod's)")
  private @Nullable String namespace;

  public String namespace() {
    if (namespace != null) {
      return namespace;
    }
    Path ofPod = ApiAccess.POD_DIRECTORY.resolve("namespace");
    try {
      return kubeconfig == null ? Files.readString(ofPod).strip() : DEFAULT_NAMESPACE;
    } catch (IOException _) {
      return DEFAULT_NAMESPACE;
    }
  }

  public ApiAccess access(Map<String, String> environment) throws ApiAccessException {
    return kubeconfig == null
        ? ApiAccess.fromPod(environment, ApiAccess.POD_DIRECTORY)
        : ApiAccess.fromKubeconfig(kubeconfig);
  }
}
