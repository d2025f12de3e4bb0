package dev.hereabouts.ipam.server.upkeep.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.upkeep.Held;
import dev.hereabouts.ipam.server.upkeep.Leak;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended.How;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Releases beside others who write the same block. */
class CleanupRunTest {
  private static final Entry GONE = Held.by("gone", 1);
  private static final Entry OTHER = Held.by("other", 2);

  private final FakeBlocks blocks = new FakeBlocks();
  private final Map<String, PodState> pods = new HashMap<>();
  private final List<Collection<Pod>> asked = new ArrayList<>();

  /** One block, which others may write before any write of ours is judged. */
  private static final class FakeBlocks implements Blocks {
    List<Entry> entries = new ArrayList<>();
    int version = 1;
    boolean removed;
    final Deque<Runnable> beforeWrites = new ArrayDeque<>();
    final Deque<CommitOutcome> answers = new ArrayDeque<>();
    final List<String> writers = new ArrayList<>();
    int failingReads;

    @Override
    public ReadOutcome read(BlockId block) {
      if (failingReads > 0) {
        failingReads--;
        return new ReadOutcome.Failed("no answer to a read");
      }
      return removed
          ? new ReadOutcome.Absent()
          : new ReadOutcome.Found(new StoredBlock(block, version(), "", entries));
    }

    @Override
    public CommitOutcome commit(BlockWrite write) {
      if (write instanceof BlockWrite.Put put) {
        writers.add(put.writer());
      }
      if (!beforeWrites.isEmpty()) {
        beforeWrites.remove().run();
      }
      CommitOutcome answer = answers.isEmpty() ? null : answers.remove();
      if (answer instanceof CommitOutcome.Rejected) {
        return answer;
      }
      return switch (write) {
        case BlockWrite.Put(BlockId _, Version basedOn, String _, List<Entry> now)
            when version().equals(basedOn) -> {
          others(now);
          yield answer == null ? new CommitOutcome.Committed(version()) : answer;
        }
        case BlockWrite.Remove(BlockId _, Version basedOn) when version().equals(basedOn) -> {
          removed = true;
          yield new CommitOutcome.Committed(null);
        }
        case BlockWrite.Put _, BlockWrite.Remove _ -> new CommitOutcome.Conflict();
      };
    }

    void others(List<Entry> now) {
      entries = List.copyOf(now);
      version++;
    }

    private Version version() {
      return new Version(Integer.toString(version));
    }
  }

  @Test
  @DisplayName("what is still a leak is released, and a block that is empty then is removed")
  void releases() throws Exception {
    blocks.others(List.of(GONE, OTHER));

    assertThat(run(GONE)).containsExactly(tuple("gone", How.RELEASED));
    assertThat(blocks.entries).containsExactly(OTHER);
    assertThat(blocks.removed).isFalse();

    assertThat(run(OTHER)).containsExactly(tuple("other", How.RELEASED));
    assertThat(blocks.removed).isTrue();
  }

  @Test
  @DisplayName("a pod that is there when it is asked for once more keeps its address")
  void podIsThere() throws Exception {
    blocks.others(List.of(GONE));
    pods.put("gone", PodState.LIVE);

    assertThat(run(GONE)).containsExactly(tuple("gone", How.KEPT));
    assertThat(blocks.entries).containsExactly(GONE);
    assertThat(blocks.writers).as("nothing to write").isEmpty();
  }

  @Test
  @DisplayName("a pod that nobody can tell of keeps its address")
  void unknownPod() throws Exception {
    blocks.others(List.of(GONE));
    pods.put("gone", PodState.UNKNOWN);

    assertThat(run(GONE)).containsExactly(tuple("gone", How.KEPT));
    assertThat(blocks.entries).containsExactly(GONE);
  }

  @Test
  @DisplayName("so does one that the answer leaves out")
  void leftOut() throws Exception {
    blocks.others(List.of(GONE));

    assertThat(new CleanupRun(blocks, _ -> Map.of(), _ -> {}, "w", 0).run(List.of(leak(GONE))))
        .extracting(Ended::how)
        .containsExactly(How.KEPT);
    assertThat(blocks.entries).containsExactly(GONE);
  }

  @Test
  @DisplayName(
      "a pod made after it was asked for, which got the address anew, keeps it: the write"
          + " comes too late, and all is decided again")
  void takenWhileWriting() throws Exception {
    Entry named = Held.withUid(GONE, "");
    Entry taken = Held.takenOver(named, "c-next");
    blocks.others(List.of(named, OTHER));
    blocks.beforeWrites.add(() -> {
      pods.put("gone", PodState.LIVE);
      blocks.others(List.of(taken, OTHER));
    });

    assertThat(run(named)).containsExactly(tuple("gone", How.KEPT));
    assertThat(blocks.entries).containsExactly(taken, OTHER);
  }

  @Test
  @DisplayName(
      "an entry that another sandbox of the same pod took over is left alone, even when its"
          + " pod is not there")
  void takenOver() throws Exception {
    Entry taken = Held.takenOver(GONE, "c-next");
    blocks.others(List.of(taken));

    assertThat(run(GONE)).containsExactly(tuple("gone", How.KEPT));
    assertThat(blocks.entries).containsExactly(taken);
  }

  @Test
  @DisplayName("an entry of which the pod's UID has become known since is left alone")
  void uidBecameKnown() throws Exception {
    blocks.others(List.of(GONE));

    assertThat(run(Held.withUid(GONE, ""))).containsExactly(tuple("gone", How.KEPT));
    assertThat(blocks.entries).containsExactly(GONE);
  }

  @Test
  @DisplayName("an ownership ID at another address or of another range is another entry")
  void sameId() throws Exception {
    PoolId narrow = new PoolId("", Cidr.of(GONE.address(), 28));
    Entry elsewhere = withIdOf(GONE, Held.by("gone", 2));
    Entry overlapping = withIdOf(GONE, Held.by("gone", 1, "worker-1", Kind.ORDINARY, narrow));
    blocks.others(List.of(elsewhere, overlapping));

    assertThat(run(GONE)).containsExactly(tuple("gone", How.GONE_ALREADY));
    assertThat(blocks.entries).containsExactly(elsewhere, overlapping);
  }

  private static Entry withIdOf(Entry other, Entry entry) {
    return new Entry(
        entry.address(),
        entry.pool(),
        entry.kind(),
        entry.pod(),
        entry.ifName(),
        entry.position(),
        entry.holder(),
        null,
        entry.network(),
        entry.since(),
        other.id(),
        "");
  }

  @Test
  @DisplayName(
      "an address that was released and given anew is left alone: its ownership ID differs")
  void givenAnew() throws Exception {
    Entry anew = withIdOf(OTHER, GONE);
    blocks.others(List.of(anew));

    assertThat(run(GONE)).containsExactly(tuple("gone", How.GONE_ALREADY));
    assertThat(blocks.entries).containsExactly(anew);
  }

  @Test
  @DisplayName("what another cleanup released first is said to be gone, and the rest is released")
  void twoAtOnce() throws Exception {
    blocks.others(List.of(GONE, OTHER));
    blocks.beforeWrites.add(() -> blocks.others(List.of(OTHER)));

    assertThat(run(GONE, OTHER))
        .containsExactly(tuple("gone", How.GONE_ALREADY), tuple("other", How.RELEASED));
    assertThat(blocks.removed).isTrue();
  }

  @Test
  @DisplayName("a block that is gone holds nothing")
  void blockGone() throws Exception {
    blocks.removed = true;

    assertThat(run(GONE)).containsExactly(tuple("gone", How.GONE_ALREADY));
  }

  @Test
  @DisplayName("a write whose answer was lost, but took effect, has released")
  void answerLost() throws Exception {
    blocks.others(List.of(GONE, OTHER));
    blocks.answers.add(new CommitOutcome.Unknown("no answer"));

    assertThat(run(GONE)).containsExactly(tuple("gone", How.RELEASED));
    assertThat(blocks.entries).containsExactly(OTHER);
  }

  @Test
  @DisplayName("a block that others write all the time is given up, and says so")
  void givenUp() throws Exception {
    blocks.others(List.of(GONE));
    for (int i = 0; i < 100; i++) {
      blocks.beforeWrites.add(() -> blocks.version++);
    }

    List<Ended> ended = start(GONE);

    assertThat(ended).extracting(Ended::how).containsExactly(How.FAILED);
    assertThat(ended.getFirst().text()).isEqualTo("others write its block all the time");
    assertThat(blocks.entries).containsExactly(GONE);
    assertThat(blocks.writers).as("of each try").doesNotHaveDuplicates().hasSizeGreaterThan(10);
  }

  @Test
  @DisplayName("each write has a writer of its own, for an identical one would move no version")
  void writers() throws Exception {
    blocks.others(List.of(GONE, OTHER));
    run(GONE);
    run(OTHER);
    assertThat(blocks.writers).doesNotHaveDuplicates().hasSize(2);

    blocks.removed = false;
    Entry inNextBlock = Held.by("far", 70);
    blocks.others(List.of(GONE, OTHER, inNextBlock));
    run(GONE, inNextBlock);
    assertThat(blocks.writers).as("of each block").doesNotHaveDuplicates().hasSize(4);
  }

  @Test
  @DisplayName("a block that cannot be read is read again, and given up with the reason")
  void failingReads() throws Exception {
    blocks.others(List.of(GONE));
    blocks.failingReads = 3;
    assertThat(run(GONE)).containsExactly(tuple("gone", How.RELEASED));

    blocks.failingReads = 100;
    assertThat(start(OTHER))
        .extracting(Ended::how, Ended::text)
        .containsExactly(tuple(How.FAILED, "no answer to a read"));
  }

  @Test
  @DisplayName("what may not be written ends the run, with the API server's words")
  void forbidden() {
    blocks.others(List.of(GONE));
    blocks.answers.add(new CommitOutcome.Rejected("403: cannot update resource"));

    assertThatThrownBy(() -> start(GONE))
        .isInstanceOf(IOException.class)
        .hasMessage("403: cannot update resource");
    assertThat(blocks.entries).containsExactly(GONE);
  }

  @Test
  @DisplayName("a namespace whose pods may not be asked for fails before anything is released")
  void forbiddenPods() {
    Entry inNextBlock = Held.by("vault", 70);
    Entry later =
        new Entry(
            inNextBlock.address(),
            OTHER.pool(),
            OTHER.kind(),
            new Pod("u", "bank", "vault"),
            "net1",
            0,
            OTHER.holder(),
            null,
            "",
            1,
            OTHER.id(),
            "");
    blocks.others(List.of(GONE, later));
    CleanupRun run =
        new CleanupRun(
            blocks,
            asks -> {
              if (asks.stream().anyMatch(pod -> pod.namespace().equals("bank"))) {
                throw new IOException("403: cannot get resource \"pods\"");
              }
              return states(asks);
            },
            _ -> {},
            "w",
            0);

    assertThatThrownBy(() -> run.run(List.of(leak(GONE), leak(later))))
        .hasMessageContaining("cannot get resource");
    assertThat(blocks.entries).containsExactly(GONE, later);
  }

  private List<Tuple> run(Entry... leaks) throws Exception {
    return start(leaks).stream()
        .map(ended -> tuple(ended.leak().entry().pod().name(), ended.how()))
        .toList();
  }

  private List<Ended> start(Entry... leaks) throws Exception {
    List<Ended> told = new ArrayList<>();
    List<Ended> ended =
        new CleanupRun(blocks, this::states, told::addAll, "w" + asked.size(), 0)
            .run(List.of(leaks).stream().map(CleanupRunTest::leak).toList());
    assertThat(told).isEqualTo(ended);
    return ended;
  }

  private static Leak leak(Entry entry) {
    return new Leak(entry, Reason.POD_GONE);
  }

  private Map<Pod, PodState> states(Collection<Pod> asks) {
    asked.add(asks);
    return asks.stream()
        .collect(Collectors.toMap(pod -> pod, pod -> pods.getOrDefault(pod.name(), PodState.GONE)));
  }
}
