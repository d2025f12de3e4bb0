package dev.hereabouts.ipam.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hereabouts.ipam.controlplane.Peers;
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

  private static OldInstallation old;
  private static ClusterProcess leader;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Peers.defineWhereabouts(CLUSTER.cluster().api());
    old = new OldInstallation(CLUSTER.cluster());
    leader = CLUSTER.awaitLeader(CLUSTER.cluster().allocator("allocator-1"));
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
      if (one.seed() != null) {
        seed(one.seed());
      }
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

  /** Imports beside the leader, and waits until the leader knows of it. */
  private static void seed(Seed seed) throws IOException, InterruptedException {
    Cluster cluster = CLUSTER.cluster();
    Await.until("the numbers of the case before are gone", () -> cluster.published() == 0);
    for (JsonNode object : seed.objects()) {
      old.create(object);
    }
    cluster.command("import", "whereabouts", "--yes").succeeded();
    old.remove();
    Await.until("the leader knows them", () -> cluster.published() == seed.addresses());
    for (String line : seed.logOfSlices()) {
      Await.until("the leader knows the slices", () -> leader.log().contains(line));
    }
  }

  private static void releaseAll(Cluster cluster) throws IOException, InterruptedException {
    for (HeldAddress held : cluster.entries()) {
      if (held.containerId().isEmpty()) {
        continue; // an imported reservation, which no DEL frees
      }
      Attachment attachment =
          new Attachment(held.containerId(), held.ifName(), Pod.of("clean-up", "any", "any"));
      String node = held.node().isEmpty() ? RunningCluster.NODES.getFirst() : held.node();
      cluster.call(node, CniCall.del(attachment, "{\"name\":\"any\"}")).isSilentSuccess();
    }
    Await.until(
        "what the case left is released",
        () -> cluster.entries().stream().allMatch(held -> held.containerId().isEmpty()));
    for (HeldAddress held : cluster.entries()) {
      free(cluster, held);
    }
  }

  /** Takes an address out of its block by hand, and waits until the leader gives it again. */
  private static void free(Cluster cluster, HeldAddress held)
      throws IOException, InterruptedException {
    for (JsonNode block : cluster.blocks(held.space())) {
      ArrayNode left = JsonNodeFactory.instance.arrayNode();
      for (JsonNode entry : block.path("spec").path("entries")) {
        if (!entry.textValue().startsWith(held.address() + "/")) {
          left.add(entry);
        }
      }
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("spec").put("used", left.size()).set("entries", left);
      cluster
          .api()
          .merge(
              ApiRequest.BLOCKS + "/" + block.path("metadata").path("name").asText(),
              patch.toString())
          .successful();
    }
    Attachment probe =
        new Attachment("probe", "net1", Pod.of("clean-up " + held.id(), "default", "probe"));
    String range = held.address() + (held.address().contains(":") ? "/48" : "/24");
    String node = RunningCluster.NODES.getFirst();
    CniCall add = CniCall.add(probe, Networks.range("probe", range));
    CniCall requesting = add.with("CNI_ARGS", probe.args() + ";IP=" + held.address());
    Await.until(held.address() + " is free", () -> cluster.call(node, requesting).exit() == 0);
    cluster.call(node, CniCall.del(probe, "{\"name\":\"any\"}")).isSilentSuccess();
  }
}
