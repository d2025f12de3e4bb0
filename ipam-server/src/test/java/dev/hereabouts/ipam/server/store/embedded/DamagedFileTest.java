package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of which the disk kept but a part. */
final class DamagedFileTest {
  private static final int DISK_BLOCK = 4096;
  private static final int COMMITS = 30;
  private static final BlockId ID = Entries.ordinary(0).block();

  @TempDir Path scratch = Path.of("");

  /** The file's bytes after each commit, as a copy of it would have them. */
  private List<byte[]> history() throws Exception {
    List<byte[]> states = new ArrayList<>();
    Path directory = scratch.resolve("whole");
    try (EmbeddedStore store = EmbeddedStore.open(directory, Runnable::run)) {
      Version version = null;
      for (int i = 0; i < COMMITS; i++) {
        BlockWrite write = new BlockWrite.Put(ID, version, "w" + i, entries(i));
        version = ((CommitOutcome.Committed) Answers.commit(store, write)).version();
        states.add(Files.readAllBytes(directory.resolve("hereabouts.mv")));
      }
    }
    return states;
  }

  private static List<Entry> entries(int commit) {
    return IntStream.range(0, 20 + commit).mapToObj(Entries::ordinary).toList();
  }

  @Test
  @DisplayName("After a power cut in a commit the store has the state before or after, or says no")
  void tornCommit() throws Exception {
    List<byte[]> states = history();
    Random random = new Random(7);
    int opened = 0;
    int tried = 0;
    for (int i = 1; i < COMMITS; i++) {
      byte[] before = states.get(i - 1);
      byte[] after = states.get(i);
      for (int attempt = 0; attempt < 6; attempt++) {
        byte[] torn = Arrays.copyOf(before, Math.max(before.length, after.length));
        for (int at = 0; at < after.length; at += DISK_BLOCK) {
          if (random.nextBoolean()) {
            int length = Math.min(DISK_BLOCK, after.length - at);
            System.arraycopy(after, at, torn, at, length);
          }
        }
        tried++;
        opened += opensAtOneOf(torn, i - 1, i) ? 1 : 0;
      }
    }
    assertThat(opened).as("of %d torn files", tried).isGreaterThan(tried / 2);
  }

  @Test
  @DisplayName("A torn tail that no commit confirmed is passed over")
  void garbageBehind() throws Exception {
    byte[] whole = states(COMMITS - 1);
    byte[] longer = Arrays.copyOf(whole, whole.length + 3 * DISK_BLOCK + 17);
    Arrays.fill(longer, whole.length, longer.length, (byte) 'c');
    assertThat(opensAtOneOf(longer, COMMITS - 1, COMMITS - 1)).isTrue();
  }

  @Test
  @DisplayName(
      "A file cut short never opens at a state older than the last but one, and else says no")
  void cutShort() throws Exception {
    byte[] whole = states(COMMITS - 1);
    for (int cut = 1; cut < whole.length; cut += whole.length / 40) {
      opensAtOneOf(Arrays.copyOf(whole, whole.length - cut), COMMITS - 2, COMMITS - 1);
    }
  }

  private byte[] states(int commit) throws Exception {
    return history().get(commit);
  }

  /** Whether the file opens; if so it must have the state after one of these commits. */
  private boolean opensAtOneOf(byte[] file, int first, int last) throws Exception {
    Path directory = Files.createTempDirectory(scratch, "torn");
    Files.write(directory.resolve("hereabouts.mv"), file);
    try (EmbeddedStore store = EmbeddedStore.open(directory, Runnable::run)) {
      List<StoredBlock> blocks = Answers.blocks(store);
      assertThat(blocks).hasSize(1);
      int commit = Integer.parseInt(blocks.getFirst().writer().substring(1));
      assertThat(commit).isBetween(first, last);
      assertThat(blocks.getFirst().entries()).isEqualTo(entries(commit));
      return true;
    } catch (StoreUnavailableException e) {
      assertThat(e).hasMessageContaining("is damaged").hasMessageContaining("backup");
      return false;
    }
  }
}
