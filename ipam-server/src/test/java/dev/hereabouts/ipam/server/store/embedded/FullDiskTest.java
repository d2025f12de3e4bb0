package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory on a file system of one MiB. */
final class FullDiskTest {
  private static final int MOST_ON_FULL_DISK = 1_000;

  @TempDir Path scratch = Path.of("");
  private Path disk = Path.of("");
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(scratch.resolve("disk"));
    mounted = runs("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
    assumeTrue(mounted, "mounting a small tmpfs needs root and CAP_SYS_ADMIN");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(runs("umount", disk.toString())).isTrue();
    }
  }

  @Test
  @DisplayName("When the disk is full nothing more is confirmed, and what was is kept")
  void fills() throws Exception {
    List<Entry> entries = IntStream.range(0, 64).mapToObj(Entries::ordinary).toList();
    Set<BlockId> confirmed = new HashSet<>();
    BlockId unknown;
    try (EmbeddedStore store = EmbeddedStore.open(disk, Runnable::run)) {
      int block = 0;
      BlockId id = id(block);
      while (Answers.commit(store, new BlockWrite.Put(id, null, "a", entries))
          instanceof CommitOutcome.Committed) {
        confirmed.add(id);
        id = id(++block);
      }
      unknown = id;
      assertThat(store.brokenReason()).contains("No space left on device");
      assertThat(Answers.commit(store, new BlockWrite.Put(id(9999), null, "a", List.of())))
          .isEqualTo(new CommitOutcome.Unknown(String.valueOf(store.brokenReason())));
    }
    assertThat(confirmed).hasSizeGreaterThan(5);
    assertThat(runs("mount", "-o", "remount,size=4m", disk.toString())).isTrue();
    try (EmbeddedStore store = EmbeddedStore.open(disk, Runnable::run)) {
      Set<BlockId> stored = new HashSet<>();
      for (StoredBlock block : Answers.blocks(store)) {
        stored.add(block.id());
      }
      assertThat(stored).containsAll(confirmed);
      stored.removeAll(confirmed);
      assertThat(Set.of(unknown)).containsAll(stored);
    }
  }

  @Test
  @DisplayName("A disk that is full from the start is named, and holds no half-made store after")
  void fullFromStart() throws Exception {
    Path filler = disk.resolve("filler");
    try {
      Files.write(filler, new byte[2 << 20]);
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    assertThatThrownBy(() -> EmbeddedStore.open(disk, Runnable::run))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(disk.toString())
        .hasMessageContaining("No space left on device");
    Files.delete(filler);
    EmbeddedStore.open(disk, Runnable::run).close();
  }

  @Test
  @DisplayName("An agent's state goes on when there is room again, and has what was confirmed")
  void roomAgain() throws Exception {
    Path filler = disk.resolve("filler");
    List<Boolean> kept = new ArrayList<>();
    List<String> mended = new ArrayList<>();
    try (AgentState state = AgentState.open(disk, Runnable::run)) {
      put(state, kept);
      fill(filler);
      while (!kept.contains(false)) {
        assertThat(kept).hasSizeLessThan(MOST_ON_FULL_DISK);
        put(state, kept);
      }
      assertThat(state.brokenReason()).contains("No space left on device");
      state.mend(() -> mended.add("while it is full"));
      put(state, kept);
      Files.delete(filler);
      put(state, kept);
      state.mend(() -> mended.add("with room"));
      put(state, kept);
      assertThat(kept).startsWith(true).endsWith(false, false, false, true);
      assertThat(mended).containsExactly("with room");
      assertThat(state.brokenReason()).isNull();
    }
    try (AgentState state = AgentState.open(disk, Runnable::run)) {
      List<Long> numbers = new ArrayList<>();
      state.journal().load(outcome -> numbers.addAll(numbersOf(outcome)));
      assertThat(numbers).contains((long) kept.size());
      for (int number = 1; number <= kept.size(); number++) {
        if (kept.get(number - 1)) {
          assertThat(numbers).contains((long) number);
        }
      }
    }
  }

  /** One page at a time, so that no room is left. */
  private static void fill(Path filler) throws IOException {
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int page = 0; page < 1_024; page++) {
        out.write(new byte[4_096]);
      }
      throw new AssertionError("the disk has more room than it should");
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static void put(AgentState state, List<Boolean> kept) {
    state
        .journal()
        .put(
            kept.size() + 1L,
            new ReleaseRequest.Deleted("c" + kept.size(), "net1", new Attempt(1, kept.size())),
            kept::add);
  }

  private static List<Long> numbersOf(ReleaseJournal.LoadOutcome outcome) {
    return switch (outcome) {
      case ReleaseJournal.LoadOutcome.Loaded(var releases) ->
          releases.stream().map(ReleaseJournal.Journaled::number).toList();
      case ReleaseJournal.LoadOutcome.Failed(String reason) -> throw new AssertionError(reason);
    };
  }

  private static BlockId id(int block) {
    return BlockId.of("", Address.v4(block * 64));
  }

  private static boolean runs(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
