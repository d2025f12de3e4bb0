package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody edits and deletes HereaboutsBlocks by hand while the cluster serves. */
final class EditedBlocksTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final int CALLERS = 4;
  private static final int ADDS = 30;
  private static final long LIMIT_SECONDS = 60;

  private final long seed = Long.getLong("hereabouts.seed", new SecureRandom().nextLong());

  private static ClusterProcess leader;
  private static ClusterProcess follower;

  @BeforeAll
  static void startAllocators() throws IOException, InterruptedException {
    leader = RUNNING.cluster().allocator("allocator-1");
    RUNNING.awaitLeader(leader);
    follower = RUNNING.cluster().allocator("allocator-2");
  }

  @Test
  @DisplayName("a count that is wrong is refused by the API server")
  void wrongCount() throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), "wrong-count");
    add(holdings, "a");

    KubernetesApi.Answer refused =
        api().merge(path(onlyBlock(holdings)), "{\"spec\":{\"used\":7}}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("used must count the entries");
    add(holdings, "b");
    new Invariants(holdings).check();
  }

  @Test
  @DisplayName(
      "an entry that is taken out by hand is free: the numbers tell, the next ADD gets the address")
  void entryRemoved() throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), "entry-removed");
    add(holdings, "a");
    String freed = add(holdings, "b");
    add(holdings, "c");

    JsonNode block = onlyBlock(holdings);
    List<String> entries = entries(block);
    entries.removeIf(entry -> entry.contains("entry-removed-b"));
    edit(block, entries);
    holdings.held().remove(holdings.attachment("b"));
    new Invariants(holdings).check();

    assertThat(add(holdings, "d")).isEqualTo(freed);
    new Invariants(holdings).check();
    holdings.delete("worker-1", holdings.attachment("b"), config(holdings));
    new Invariants(holdings).check();
  }

  @Test
  @DisplayName(
      "an entry that is no entry: the block gives nothing until it is mended, others go on")
  void garbage() throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), "garbage");
    Holdings others = new Holdings(RUNNING.cluster(), "beside-garbage");
    add(holdings, "a");
    JsonNode block = onlyBlock(holdings);
    List<String> right = entries(block);
    List<String> wrong = new ArrayList<>(right);
    wrong.add("10.5.0.9/24 pod=default/nobody id=0");
    edit(block, wrong);
    Await.until(
        "the leader names the block",
        () -> leader.log().contains("HereaboutsBlock " + name(block)));

    CompletableFuture<Answer> waiting =
        holdings.startAdd("worker-1", holdings.attachment("b"), config(holdings));
    add(others, "a");
    assertThat(waiting).isNotDone();
    edit(block, right);

    assertThat(waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS).address()).isEqualTo("10.5.0.2");
    new Invariants(holdings).check();
    new Invariants(others).check();
  }

  @Test
  @DisplayName("a new leader that finds such a block names it, and serves when it is mended")
  void garbageAtTakeOver() throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), "garbage-found");
    add(holdings, "a");
    JsonNode block = onlyBlock(holdings);
    List<String> right = entries(block);
    List<String> wrong = new ArrayList<>(right);
    wrong.add("no entry");
    edit(block, wrong);
    leader.kill();
    Await.until(
        "the next leader names the block",
        () -> follower.log().contains("HereaboutsBlock " + name(block)));

    CompletableFuture<Answer> waiting =
        holdings.startAdd("worker-1", holdings.attachment("b"), config(holdings));
    holdings.delete(holdings.attachment("a"));
    assertThat(waiting).isNotDone();
    edit(block, right);

    assertThat(waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS).ips()).hasSize(1);
    new Invariants(holdings).check();
    leader = follower;
    follower = RUNNING.cluster().allocator("allocator-3");
  }

  @Test
  @DisplayName("blocks that are deleted by hand stay until they are empty; nothing is lost")
  void deleted() throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), "deleted");
    try (Load load = Load.start(holdings, RunningCluster.NODES, CALLERS, seed)) {
      load.awaitAdds(ADDS);
      int deletions = 0;
      for (JsonNode block : RUNNING.cluster().blocks("deleted")) {
        deletions += api().delete(path(block)).status() == 200 ? 1 : 0;
      }
      assertThat(deletions).isPositive();
      load.awaitAdds(ADDS);
      load.stop();
    }
    assertThat(holdings.failedAdds()).isEmpty();
    new Invariants(holdings).check();

    for (Attachment attachment : List.copyOf(holdings.held().keySet())) {
      holdings.delete(attachment);
    }
    Await.until(
        "the deleted blocks are gone",
        () ->
            RUNNING.cluster().blocks("deleted").stream()
                .noneMatch(block -> block.path("metadata").has("deletionTimestamp")));
    assertThat(add(holdings, "again")).isEqualTo("10.5.0.1");
    new Invariants(holdings).check();
  }

  private static String config(Holdings holdings) {
    return holdings.network("edited", "\"range\":\"10.5.0.0/24\"");
  }

  private static String add(Holdings holdings, String name) throws Exception {
    return holdings.add("worker-1", holdings.attachment(name), config(holdings)).address();
  }

  private static KubernetesApi api() {
    return RUNNING.cluster().api();
  }

  private static JsonNode onlyBlock(Holdings holdings) throws IOException, InterruptedException {
    List<JsonNode> blocks = RUNNING.cluster().blocks(holdings.space());
    assertThat(blocks).hasSize(1);
    return blocks.getFirst();
  }

  private static String name(JsonNode block) {
    return block.path("metadata").path("name").asText();
  }

  private static String path(JsonNode block) {
    return ApiRequest.BLOCKS + "/" + name(block);
  }

  private static List<String> entries(JsonNode block) {
    List<String> entries = new ArrayList<>();
    block.path("spec").path("entries").forEach(entry -> entries.add(entry.textValue()));
    return entries;
  }

  /** Puts these entries there, and the count that belongs to them. */
  private static void edit(JsonNode block, List<String> entries)
      throws IOException, InterruptedException {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode spec = patch.putObject("spec").put("used", entries.size());
    entries.forEach(spec.putArray("entries")::add);
    api().merge(path(block), patch.toString()).successful();
  }
}
