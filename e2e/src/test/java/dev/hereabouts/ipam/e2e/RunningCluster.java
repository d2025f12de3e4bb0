package dev.hereabouts.ipam.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster for the tests of one class, with agents on two nodes and a proxy that allocators may
 * use. Skips them where there can be no control plane.
 */
final class RunningCluster implements BeforeAllCallback, AfterAllCallback {
  static final List<String> NODES = List.of("worker-1", "worker-2");

  private @Nullable Path directory;
  private @Nullable Cluster cluster;
  private @Nullable ApiProxy proxy;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    directory = Files.createTempDirectory("hereabouts-cluster");
    cluster = Cluster.start(directory);
    proxy = ApiProxy.start(cluster.controlPlane());
    for (String node : NODES) {
      cluster.agent(node);
    }
  }

  Cluster cluster() {
    return present(cluster);
  }

  ApiProxy proxy() {
    return present(proxy);
  }

  private static <T> T present(@Nullable T part) {
    if (part == null) {
      throw new AssertionError("the cluster did not start");
    }
    return part;
  }

  /** Waits until one of these leads, and returns it. */
  ClusterProcess awaitLeader(ClusterProcess... allocators)
      throws IOException, InterruptedException {
    Await.until("one leads", () -> leader(allocators) != null);
    return present(leader(allocators));
  }

  private @Nullable ClusterProcess leader(ClusterProcess... allocators)
      throws IOException, InterruptedException {
    String leader = cluster().leader();
    for (ClusterProcess one : allocators) {
      if (!leader.isEmpty() && one.log().contains(leader + " serves")) {
        return one;
      }
    }
    return null;
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (proxy != null) {
      proxy.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
