package dev.hereabouts.ipam.e2e;

import dev.hereabouts.ipam.e2e.CaseFile.Case;
import dev.hereabouts.ipam.e2e.CaseFile.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The cases of {@link WhereaboutsConfigurationsTest} on a real API server, and those that name
 * nodes.
 *
 * <p>Where a call says no UID, the case has a node of its own, for a node remembers the deleted
 * sandboxes of a pod.
 */
final class WhereaboutsConfigurationsInClusterTest {
  @RegisterExtension static final RunningCluster CLUSTER = new RunningCluster();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    CLUSTER.awaitLeader(CLUSTER.cluster().allocator("allocator-1"));
  }

  @TestFactory
  Stream<DynamicContainer> answersAsTheCaseSays() throws IOException {
    return CaseFile.all().stream()
        .map(file ->
            DynamicContainer.dynamicContainer(
                file.subject(),
                file.cases().stream()
                    .map(one -> DynamicTest.dynamicTest(one.name(), () -> run(one)))));
  }

  private static void run(Case one) throws IOException, InterruptedException {
    Cluster cluster = CLUSTER.cluster();
    String node = RunningCluster.NODES.getFirst();
    if (one.isOfPodsWithoutUid()) {
      node = one.name();
      cluster.agent(node);
    }
    try {
      run(one, node);
    } finally {
      releaseAll(cluster);
    }
  }

  private static void run(Case one, String node) throws IOException, InterruptedException {
    Cluster cluster = CLUSTER.cluster();
    Path flatFile = cluster.directory().resolve(one.name() + ".conf");
    if (one.flatFile() != null) {
      Files.writeString(flatFile, one.flatFile());
    }
    for (Step step : one.steps()) {
      String at = step.node() == null ? node : step.node();
      step.expectation().check(cluster.call(at, step.call().naming("${FLAT_FILE}", flatFile)));
    }
  }

  private static void releaseAll(Cluster cluster) throws IOException, InterruptedException {
    for (HeldAddress held : cluster.entries()) {
      Attachment attachment =
          new Attachment(held.containerId(), held.ifName(), Pod.of("clean-up", "any", "any"));
      cluster.call(held.node(), CniCall.del(attachment, "{\"name\":\"any\"}")).isSilentSuccess();
    }
    Await.until("what the case left is released", () -> cluster.entries().isEmpty());
  }
}
