package dev.hereabouts.ipam.server.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader's store and an import's write the slices of one pool on a real API server. */
final class SlicesOfOthersTest {
  private static final PoolId ID = new PoolId("", new Cidr(Address.v4(0x0a000000), 24));
  private static final Pool POOL = new Pool(ID, List.of(), List.of(), 5, "");
  private static final NodeSlice A = slice(0, "a");
  private static final NodeSlice B = slice(16, "b");
  private static final NodeSlice C = slice(32, "c");

  @TempDir static Path scratch = Path.of("");
  private static @Nullable Cluster running;

  private final BlockingQueue<Pool> seen = new LinkedBlockingQueue<>();
  private LoopStore leader;
  private LoopStore imports;

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

  @BeforeEach
  void makeStores() throws Exception {
    cluster().empty();
    leader = cluster().store();
    leader.load();
    imports = cluster().store();
  }

  @Test
  @DisplayName("an import leaves what the leader wrote since it read the pool, and adds the rest")
  void importComesLater() throws Exception {
    keep(leader, A);
    imports.load();
    keep(leader, A, slice(16, "d"));

    keep(imports, A, B, C);

    assertThat(stored()).containsExactly(A, slice(16, "d"), C);
  }

  @Test
  @DisplayName("an import makes a pool that the leader has made meanwhile")
  void bothMake() throws Exception {
    imports.load();
    keep(leader, A);

    keep(imports, slice(0, "x"), B);

    assertThat(stored()).containsExactly(A, B);
  }

  @Test
  @DisplayName("a leader is shown what an import wrote, also where it writes at the same time")
  void leaderWritesLater() throws Exception {
    keep(leader, A);
    Watch<?> watch = watch(pool -> true);
    imports.load();
    keep(imports, A, B);
    assertThat(awaitSeen(B).slices()).containsExactly(A, B);
    close(watch);

    // what it is told now, it is told because its own write met another version
    seen.clear();
    imports.load();
    keep(imports, A, B, slice(48, "e"));
    keep(leader, A, B, C);

    assertThat(awaitSeen(slice(48, "e")).slices()).containsExactly(A, B, slice(48, "e"));
    assertThat(stored()).containsExactly(A, B, C, slice(48, "e"));
  }

  @Test
  @DisplayName("who does not lead any more writes no slices over those of the next leader")
  void formerLeader() throws Exception {
    keep(leader, A);
    Watch<?> watch = watch(pool -> false);
    awaitSeen(A);
    close(watch);
    imports.load();
    keep(imports, A, B);

    keep(leader, A, slice(16, "late"));

    assertThat(stored()).containsExactly(A, B);
  }

  /** Follows the pools as a leader that takes in what others wrote. */
  private Watch<?> watch(Predicate<Pool> leads) throws Exception {
    return LoopStore.await(done ->
        cluster()
            .loop
            .runOnContext(_ ->
                done.accept(
                    leader
                        .store()
                        .watchPools(
                            pool -> {
                              seen.add(pool);
                              if (leads.test(pool)) {
                                leader.store().keep(wanted.beside(pool.slices()));
                              }
                              return leads.test(pool);
                            },
                            () -> {}))));
  }

  /** What the leader wants last; read and written on the loop and before it is asked. */
  private volatile Pool wanted = POOL;

  private static void close(Watch<?> watch) throws Exception {
    LoopStore.<Boolean>await(done ->
        cluster()
            .loop
            .runOnContext(_ -> {
              watch.close();
              done.accept(true);
            }));
  }

  private Pool awaitSeen(NodeSlice slice) throws Exception {
    Pool pool = seen.poll(60, TimeUnit.SECONDS);
    while (pool != null && !pool.slices().contains(slice)) {
      pool = seen.poll(60, TimeUnit.SECONDS);
    }
    return Objects.requireNonNull(pool, () -> slice + " was not seen");
  }

  private void keep(LoopStore store, NodeSlice... slices) throws Exception {
    Pool pool = POOL.withSlices(List.of(slices));
    if (store.equals(leader)) {
      wanted = pool;
    }
    store.keep(pool);
    store.awaitPools();
  }

  private static List<NodeSlice> stored() throws Exception {
    LoadOutcome.Loaded loaded = (LoadOutcome.Loaded) cluster().store().load();
    assertThat(loaded.pools()).hasSize(1);
    return loaded.pools().getFirst().slices();
  }

  private static NodeSlice slice(int last, String node) {
    return new NodeSlice(new Cidr(Address.v4(0x0a000000 + last), 28), node);
  }
}
