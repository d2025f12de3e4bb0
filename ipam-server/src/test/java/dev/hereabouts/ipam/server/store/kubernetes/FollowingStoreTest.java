package dev.hereabouts.ipam.server.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store follows what another writes on a real API server, misses some of it, and loads. */
final class FollowingStoreTest {
  private static final int IN_A_BLOCK = 64;

  @TempDir static Path scratch = Path.of("");
  private static @Nullable Cluster running;

  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private LoopStore leader;
  private LoopStore follower;

  /** The text of events that the follower is not told; "" for none. */
  private volatile String unheard = "";

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
    follower = cluster().store(HardOfHearing::new);
  }

  @AfterEach
  void close() throws Exception {
    LoopStore.<Boolean>await(done ->
        cluster()
            .loop
            .runOnContext(_ -> {
              follower.store().close();
              done.accept(true);
            }));
  }

  /** An API server whose events may be lost. */
  private final class HardOfHearing implements ApiServer {
    private final ApiServer api;

    HardOfHearing(ApiServer api) {
      this.api = api;
    }

    @Override
    public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
      api.request(verb, path, body, view, done);
    }

    @Override
    public LineStream lines(String path, View view, Lines lines) {
      return api.lines(
          path,
          view,
          new Lines() {
            @Override
            public void line(byte[] line) {
              String text = new String(line, StandardCharsets.UTF_8);
              if (unheard.isEmpty() || !text.contains(unheard)) {
                lines.line(line);
              }
            }

            @Override
            public void ended(ApiOutcome how) {
              lines.ended(how);
            }
          });
    }
  }

  private void follow() {
    cluster().loop.runOnContext(_ -> follower.store().follow(told::add, told::add, () -> {}));
  }

  private Object nextTold() throws InterruptedException {
    return Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS), "nothing was told");
  }

  private Version put(@Nullable Version basedOn, Entry... entries) throws Exception {
    CommitOutcome outcome =
        leader.commit(new BlockWrite.Put(entries[0].block(), basedOn, "a", List.of(entries)));
    return Objects.requireNonNull(((CommitOutcome.Committed) outcome).version());
  }

  private static StoredBlock stored(Version version, Entry... entries) {
    return new StoredBlock(entries[0].block(), version, "a", List.of(entries));
  }

  private static Entry inBlock(int number) {
    return Entries.ordinary(number * IN_A_BLOCK + 1);
  }

  @Test
  @DisplayName("It is told what there is and what becomes of it; then nothing is left to load")
  void hearsAll() throws Exception {
    Version first = put(null, inBlock(1));
    follow();
    assertThat(nextTold()).isEqualTo(stored(first, inBlock(1)));
    Entry another = Entries.ordinary(IN_A_BLOCK + 2);
    Version second = put(first, inBlock(1), another);
    assertThat(nextTold()).isEqualTo(stored(second, inBlock(1), another));
    Version other = put(null, inBlock(2));
    assertThat(nextTold()).isEqualTo(stored(other, inBlock(2)));
    leader.commit(new BlockWrite.Remove(inBlock(1).block(), second));
    Object next = nextTold();
    if (next instanceof StoredBlock emptied) {
      assertThat(emptied.entries()).isEmpty();
      next = nextTold();
    }
    assertThat(next).isEqualTo(inBlock(1).block());

    assertThat(follower.load())
        .isEqualTo(new LoadOutcome.CaughtUp(List.of(), List.of(), List.of()));
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("Events that were lost do not matter: what was changed, made and removed is loaded")
  void missesEvents() throws Exception {
    Version changing = put(null, inBlock(1));
    Version staying = put(null, inBlock(2));
    Version going = put(null, inBlock(3));
    follow();
    assertThat(List.of(nextTold(), nextTold(), nextTold()))
        .containsExactlyInAnyOrder(
            stored(changing, inBlock(1)), stored(staying, inBlock(2)), stored(going, inBlock(3)));
    unheard = Resource.BLOCKS.kind;

    Entry another = Entries.ordinary(IN_A_BLOCK + 2);
    Version changed = put(changing, inBlock(1), another);
    Version made = put(null, inBlock(4));
    leader.commit(new BlockWrite.Remove(inBlock(3).block(), going));

    LoadOutcome.CaughtUp caughtUp = (LoadOutcome.CaughtUp) follower.load();
    assertThat(caughtUp.changed())
        .containsExactlyInAnyOrder(stored(changed, inBlock(1), another), stored(made, inBlock(4)));
    assertThat(caughtUp.gone()).containsExactly(inBlock(3).block());
    assertThat(told).isEmpty();

    Version written =
        Objects.requireNonNull(
            ((CommitOutcome.Committed)
                    follower.commit(
                        new BlockWrite.Put(inBlock(1).block(), changed, "b", List.of(inBlock(1)))))
                .version());
    assertThat(follower.read(inBlock(1).block()))
        .isEqualTo(
            new ReadOutcome.Found(
                new StoredBlock(inBlock(1).block(), written, "b", List.of(inBlock(1)))));
  }

  @Test
  @DisplayName("A block that was removed and made anew is another one, though nobody told")
  void madeAnew() throws Exception {
    Version first = put(null, inBlock(1));
    follow();
    assertThat(nextTold()).isEqualTo(stored(first, inBlock(1)));
    unheard = Resource.BLOCKS.kind;
    leader.commit(new BlockWrite.Remove(inBlock(1).block(), first));
    Version second = put(null, inBlock(1));

    assertThat(follower.load())
        .isEqualTo(
            new LoadOutcome.CaughtUp(List.of(stored(second, inBlock(1))), List.of(), List.of()));
  }

  @Test
  @DisplayName("When very much was missed, everything is loaded, and what is gone is not there")
  void missesVeryMuch() throws Exception {
    Version going = put(null, inBlock(0));
    follow();
    assertThat(nextTold()).isEqualTo(stored(going, inBlock(0)));
    unheard = Resource.BLOCKS.kind;
    leader.commit(new BlockWrite.Remove(inBlock(0).block(), going));
    Map<BlockId, Version> made = new HashMap<>();
    for (int i = 1; i <= 101; i++) {
      made.put(inBlock(i).block(), put(null, inBlock(i)));
    }

    LoadOutcome.Loaded loaded = (LoadOutcome.Loaded) follower.load();

    assertThat(
            loaded.blocks().stream()
                .collect(Collectors.toMap(StoredBlock::id, StoredBlock::version)))
        .isEqualTo(made);
  }

  @Test
  @DisplayName(
      "A block that is not understood is not told; loading fails and names it until mended")
  void notUnderstood() throws Exception {
    Version right = put(null, inBlock(1));
    follow();
    assertThat(nextTold()).isEqualTo(stored(right, inBlock(1)));
    String path = Resource.BLOCKS.path(Resource.name("", inBlock(1).block().cidr()));
    cluster()
        .controlPlane
        .api()
        .merge(path, "{\"spec\":{\"used\":1,\"entries\":[\"no entry\"]}}")
        .successful();
    assertThat(nextTold()).isEqualTo(inBlock(1).block());

    assertThat(((LoadOutcome.Failed) follower.load()).reason()).contains("no entry");

    String mended = EntryLine.of(inBlock(1)).replace("\\", "\\\\").replace("\"", "\\\"");
    cluster()
        .controlPlane
        .api()
        .merge(path, "{\"spec\":{\"used\":1,\"entries\":[\"" + mended + "\"]}}")
        .successful();
    List<StoredBlock> changed = new ArrayList<>(((LoadOutcome.CaughtUp) follower.load()).changed());
    assertThat(changed).hasSize(1);
    assertThat(changed.getFirst().entries()).containsExactly(inBlock(1));
  }
}
