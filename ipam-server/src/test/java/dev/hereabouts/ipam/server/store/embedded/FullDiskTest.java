package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
