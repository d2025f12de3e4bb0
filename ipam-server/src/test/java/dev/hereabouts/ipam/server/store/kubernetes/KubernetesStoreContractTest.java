package dev.hereabouts.ipam.server.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockStoreContract;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real API server, and what only a cluster has: other people. */
final class KubernetesStoreContractTest extends BlockStoreContract {
  private static final Entry ENTRY = Entries.ordinary(1);
  private static final BlockId BLOCK = ENTRY.block();
  private static final String PATH = Resource.BLOCKS.path("10-1-0-0-26");

  @TempDir static Path scratch = Path.of("");
  private static @Nullable Cluster running;

  @BeforeAll
  static void start() throws Exception {
    Optional<String> reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
    running = Cluster.start(scratch);
  }

  @AfterAll
  static void stop() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  private static Cluster cluster() {
    return Objects.requireNonNull(running);
  }

  @Override
  protected BlockStore open() throws Exception {
    cluster().empty();
    return cluster().store();
  }

  @Override
  protected BlockStore reopen(BlockStore store) throws Exception {
    return cluster().store();
  }

  @Override
  protected void awaitPools(BlockStore store) throws Exception {
    ((LoopStore) store).awaitPools();
  }

  private static Version put(LoopStore store, @Nullable Version basedOn, Entry... entries)
      throws Exception {
    CommitOutcome outcome = store.commit(new BlockWrite.Put(BLOCK, basedOn, "a", List.of(entries)));
    assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
    return Objects.requireNonNull(((CommitOutcome.Committed) outcome).version());
  }

  @Test
  @DisplayName("Labels and finalizers that somebody put on a block survive our writes")
  void othersMetadata() throws Exception {
    LoopStore store = cluster().store();
    Version first = put(store, null, ENTRY);
    cluster()
        .controlPlane
        .api()
        .merge(
            PATH,
            "{\"metadata\":{\"labels\":{\"team\":\"blue\"},"
                + "\"finalizers\":[\"example.com/mine\",\"ipam.hereabouts.dev/entries\"]}}")
        .successful();
    assertThat(store.commit(new BlockWrite.Put(BLOCK, first, "a", List.of())))
        .isEqualTo(new CommitOutcome.Conflict());
    Version read = ((ReadOutcome.Found) store.read(BLOCK)).block().version();
    Version second = put(store, read);
    assertThat(cluster().controlPlane.api().get(PATH).body())
        .contains("\"team\":\"blue\"", "\"finalizers\":[\"example.com/mine\"]");
    put(store, second);
    cluster().controlPlane.api().merge(PATH, "{\"metadata\":{\"finalizers\":null}}").successful();
  }

  @Test
  @DisplayName("From a block's second write on, the API server keeps no record of who set what")
  void noManagedFields() throws Exception {
    LoopStore store = cluster().store();
    Version second = put(store, put(store, null, ENTRY), ENTRY, Entries.ordinary(2));
    assertThat(cluster().controlPlane.api().get(PATH).body()).doesNotContain("managedFields");
    put(store, second, ENTRY);
    assertThat(cluster().controlPlane.api().get(PATH).body()).doesNotContain("managedFields");
  }

  @Test
  @DisplayName("A hand's delete loses no entry: the block stays until it is removed by us")
  void deletedByHand() throws Exception {
    LoopStore store = cluster().store();
    Version first = put(store, null, ENTRY);
    cluster().controlPlane.api().delete(PATH).successful();
    Version marked = ((ReadOutcome.Found) store.read(BLOCK)).block().version();
    assertThat(marked).isNotEqualTo(first);
    Version more = put(store, marked, ENTRY, Entries.ordinary(2));
    Version fenced = put(store, more);
    assertThat(store.read(BLOCK)).isInstanceOf(ReadOutcome.Found.class);
    assertThat(store.commit(new BlockWrite.Remove(BLOCK, fenced)))
        .isEqualTo(new CommitOutcome.Committed(null));
    assertThat(store.read(BLOCK)).isEqualTo(new ReadOutcome.Absent());
  }

  @Test
  @DisplayName("Other people's edits, creations and removals are told, ours are not")
  void watch() throws Exception {
    LoopStore store = cluster().store();
    LoopStore other = cluster().store();
    store.load();
    BlockingQueue<BlockId> changed = new LinkedBlockingQueue<>();
    Watch<ObjectMeta> watch =
        LoopStore.await(done ->
            cluster().loop.runOnContext(_ -> done.accept(store.store().watch(changed::add))));
    Version mine = put(store, null, ENTRY);
    Version again = put(store, mine, ENTRY, Entries.ordinary(2));
    BlockId theirs = Entries.bare().block();
    other.commit(new BlockWrite.Put(theirs, null, "b", List.of(Entries.bare())));
    assertThat(changed.poll(30, TimeUnit.SECONDS)).isEqualTo(theirs);
    put(other, again, ENTRY);
    assertThat(changed.poll(30, TimeUnit.SECONDS)).isEqualTo(BLOCK);
    assertThat(changed).isEmpty();
    cluster().loop.runOnContext(_ -> watch.close());
  }

  @Test
  @DisplayName("A watch that has to list first tells what others do from then on")
  void watchFromAList() throws Exception {
    LoopStore watching = cluster().store();
    BlockingQueue<BlockId> changed = new LinkedBlockingQueue<>();
    Watch<ObjectMeta> watch =
        LoopStore.await(done ->
            cluster().loop.runOnContext(_ -> done.accept(watching.store().watch(changed::add))));

    put(cluster().store(), null, ENTRY);

    assertThat(changed.poll(30, TimeUnit.SECONDS)).isEqualTo(BLOCK);
    cluster().loop.runOnContext(_ -> watch.close());
  }

  @Test
  @DisplayName("Who may not write is told the rule that is missing")
  void forbidden() throws Exception {
    String token = serviceAccount("nobody");
    CommitOutcome outcome =
        cluster()
            .store(cluster().controlPlane.url(), token)
            .commit(new BlockWrite.Put(BLOCK, null, "a", List.of(ENTRY)));
    assertThat(((CommitOutcome.Rejected) outcome).reason())
        .contains(
            "cannot create resource \"hereaboutsblocks\" in API group \"ipam.hereabouts.dev\"");
  }

  private static String serviceAccount(String name) throws Exception {
    cluster()
        .controlPlane
        .api()
        .create(
            "/api/v1/namespaces/default/serviceaccounts",
            "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\""
                + name
                + "\"}}")
        .successful();
    return cluster()
        .controlPlane
        .api()
        .serviceAccountToken("default", name, "https://kubernetes.default.svc");
  }
}
