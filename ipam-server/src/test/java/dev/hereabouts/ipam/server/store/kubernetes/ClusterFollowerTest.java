package dev.hereabouts.ipam.server.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.server.inventory.ClusterState;
import dev.hereabouts.ipam.server.inventory.Inventory;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a command that watches a cluster makes of what it is told. */
final class ClusterFollowerTest {
  private static final Entry FIRST = Entries.ordinary(1);
  private static final Entry SECOND = Entries.ordinary(2);
  private static final Entry IN_NEXT_BLOCK = Entries.ordinary(70);
  private static final Pool POOL = pool(FIRST.pool());
  private static final Pool OTHER = pool(new PoolId("blue", Cidr.of(FIRST.address(), 20)));
  private static final String POOLS = Resource.POOLS.collection;
  private static final String BLOCKS = Resource.BLOCKS.collection;

  /** An API server that tells what a test has it tell. */
  private static final class Api implements ApiServer {
    final Map<String, Lines> watches = new HashMap<>();
    final List<String> paths = new ArrayList<>();
    final Deque<String> lists = new ArrayDeque<>();

    @Override
    public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
      done.accept(new ApiOutcome.Answered(200, lists.remove().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public LineStream lines(String path, View view, Lines lines) {
      String collection = path.substring(0, path.indexOf('?'));
      paths.add(path);
      watches.put(collection, lines);
      return () -> watches.remove(collection, lines);
    }

    void tell(String collection, String type, String object) {
      watch(collection)
          .line(
              "{\"type\":\"%s\",\"object\":%s}"
                  .formatted(type, object)
                  .getBytes(StandardCharsets.UTF_8));
    }

    Lines watch(String collection) {
      return Objects.requireNonNull(watches.get(collection));
    }
  }

  private final Api api = new Api();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final ClusterFollower follower = follow();

  private ClusterFollower follow() {
    Ledger ledger = new Ledger();
    Stream.of(List.of(FIRST, SECOND), List.of(IN_NEXT_BLOCK))
        .forEach(entries -> ledger.replaceBlock(entries.getFirst().block(), entries));
    return new ClusterFollower(
        new ClusterState(new Inventory(List.of(POOL, OTHER), ledger), List.of(), "7", "8"),
        api,
        (millis, task) -> {
          if (millis < 20_000) {
            later.add(task);
          }
        },
        new ClusterFollower.Listener() {
          @Override
          public void changed() {
            told.add("changed");
          }

          @Override
          public void unreadable(String problem) {
            told.add(problem);
          }

          @Override
          public void refused(String reason) {
            told.add("refused " + reason);
          }
        });
  }

  @Test
  @DisplayName("it is followed from the versions that were read")
  void versions() {
    assertThat(api.paths)
        .hasSize(2)
        .anyMatch(path -> path.startsWith(POOLS) && path.endsWith("resourceVersion=7"))
        .anyMatch(path -> path.startsWith(BLOCKS) && path.endsWith("resourceVersion=8"));
  }

  @Test
  @DisplayName("what a block has now is held, and nothing of one that is removed")
  void blocks() throws Exception {
    api.tell(BLOCKS, "MODIFIED", block(FIRST));
    assertThat(held()).containsExactly(FIRST, IN_NEXT_BLOCK);

    api.tell(BLOCKS, "DELETED", block(FIRST));
    assertThat(held()).containsExactly(IN_NEXT_BLOCK);
    assertThat(told).containsExactly("changed", "changed");

    api.tell(BLOCKS, "ADDED", block(SECOND));
    assertThat(held()).containsExactly(SECOND, IN_NEXT_BLOCK);
  }

  @Test
  @DisplayName("a pool that is removed is no more, one that is made is new")
  void pools() throws Exception {
    api.tell(POOLS, "DELETED", pool(OTHER));
    assertThat(poolIds()).containsExactly(POOL.id());
    assertThat(told).containsExactly("changed");

    api.tell(POOLS, "ADDED", pool(OTHER));
    assertThat(poolIds()).containsExactly(POOL.id(), OTHER.id());
    api.tell(POOLS, "MODIFIED", pool(new Pool(POOL.id(), List.of(), List.of("web"), 0, "")));
    assertThat(follower.inventory().poolsInOrder().getFirst().networks()).containsExactly("web");
    assertThat(held()).as("pools are not entries").hasSize(3);
  }

  @Test
  @DisplayName("what is not understood any more is told, and stays as it was")
  void unreadable() throws Exception {
    api.tell(BLOCKS, "MODIFIED", block(FIRST).replace("id=", "is="));
    assertThat(held()).containsExactly(FIRST, SECOND, IN_NEXT_BLOCK);
    assertThat(told.getFirst()).startsWith("HereaboutsBlock " + nameOf(FIRST) + ": ");
    assertThat(told).hasSize(2).last().isEqualTo("changed");
  }

  @Test
  @DisplayName("after a gap all is listed again, and what is not among it is gone")
  void listedAgain() throws Exception {
    api.lists.add(list(block(IN_NEXT_BLOCK)));
    api.tell(BLOCKS, "ERROR", "{\"code\":410,\"message\":\"too old\",\"reason\":\"Expired\"}");
    runLater();
    assertThat(held()).containsExactly(IN_NEXT_BLOCK);

    api.lists.add(list(pool(OTHER)));
    api.watch(POOLS)
        .ended(new ApiOutcome.Answered(410, "too old".getBytes(StandardCharsets.UTF_8)));
    runLater();
    assertThat(poolIds()).containsExactly(OTHER.id());
    assertThat(told).containsExactly("changed", "changed");
  }

  @Test
  @DisplayName("what is refused for good is told; an error of the server is waited out")
  void refused() {
    api.watch(POOLS).ended(new ApiOutcome.Answered(500, "sorry".getBytes(StandardCharsets.UTF_8)));
    assertThat(told).isEmpty();
    runLater();
    assertThat(api.watches).containsKey(POOLS);

    api.watch(POOLS).ended(new ApiOutcome.Answered(403, "no".getBytes(StandardCharsets.UTF_8)));
    api.watch(BLOCKS).ended(new ApiOutcome.Answered(401, "who".getBytes(StandardCharsets.UTF_8)));
    assertThat(told)
        .hasSize(2)
        .anyMatch(text -> text.startsWith("refused 403: no"))
        .anyMatch(text -> text.startsWith("refused 401: who"));
    assertThat(later).isEmpty();
  }

  @Test
  @DisplayName("closed, it follows neither pools nor blocks")
  void closed() {
    follower.close();
    assertThat(api.watches).isEmpty();
  }

  private void runLater() {
    for (int left = later.size(); left > 0; left--) {
      later.remove().run();
    }
  }

  private List<Entry> held() {
    return follower.inventory().entriesInOrder().toList();
  }

  private List<PoolId> poolIds() {
    return follower.inventory().poolsInOrder().stream().map(Pool::id).toList();
  }

  private static Pool pool(PoolId id) {
    return new Pool(id, List.of(), List.of("net"), 0, "");
  }

  private static String pool(Pool pool) throws IOException {
    byte[] object = PoolObject.creation(Resource.name(pool.id().space(), pool.id().cidr()), pool);
    return new String(object, StandardCharsets.UTF_8)
        .replace("\"metadata\":{", "\"metadata\":{\"resourceVersion\":\"9\",");
  }

  private static String nameOf(Entry entry) {
    return Resource.name(entry.block().space(), entry.block().cidr());
  }

  /** The block of these entries, which has no others. */
  private static String block(Entry... entries) throws IOException {
    BlockId id = entries[0].block();
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries) {
      lines.add("\"" + EntryLine.of(entry) + "\"");
    }
    return """
    {"metadata":{"name":"%s","uid":"u","resourceVersion":"9"},
     "spec":{"space":"%s","cidr":"%s","writer":"w","used":%d,"entries":[%s]}}
    """
        .formatted(
            nameOf(entries[0]),
            id.space(),
            AddressForm.format(id.cidr()),
            entries.length,
            String.join(",", lines));
  }

  private static String list(String... items) {
    return "{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":"
        + Stream.of(items).collect(Collectors.joining(",", "[", "]}"));
  }
}
