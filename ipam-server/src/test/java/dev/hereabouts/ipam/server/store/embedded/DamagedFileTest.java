package dev.hereabouts.ipam.server.store.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.h2.mvstore.Chunk;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of which the disk kept but a part. */
final class DamagedFileTest {
  private static final int DISK_BLOCK = 4096;
  private static final int SECTOR = 512;
  private static final int COMMITS = 30;
  private static final int WIDE_COMMITS = 60;
  private static final int WIDE_BLOCKS = 3_000;
  private static final int MAX_HEAD = 256;
  private static final int CHUNK_SHIFT = 38;
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
  @DisplayName("A commit of which one sector is missing is never taken for whole")
  void sectorMissing() throws Exception {
    List<byte[]> states = history();
    byte[] after = states.get(COMMITS - 1);
    byte[] before = Arrays.copyOf(states.get(COMMITS - 2), after.length);
    int missing = 0;
    for (int at = 2 * DISK_BLOCK; at < after.length; at += SECTOR) {
      if (!Arrays.equals(before, at, at + SECTOR, after, at, at + SECTOR)) {
        byte[] torn = after.clone();
        System.arraycopy(before, at, torn, at, SECTOR);
        opensAtOneOf(torn, COMMITS - 2, COMMITS - 2);
        missing++;
      }
    }
    assertThat(missing).isGreaterThan(DISK_BLOCK / SECTOR);
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

  @Test
  @DisplayName(
      "Pages that are to be looked for in themselves are torn, too: the state before opens")
  void roundInCircles() throws Exception {
    Path file = scratch.resolve("circles");
    DataFile.create(file);
    DataFile data = new DataFile(DataFile.open(file.toString()));
    for (int commit = 0; commit < WIDE_COMMITS; commit++) {
      for (int block = commit; block < WIDE_BLOCKS; block += WIDE_COMMITS) {
        data.putBlock("block %04d".formatted(block * 7 % WIDE_BLOCKS), new byte[] {1});
      }
      data.sync();
    }
    data.putBlock("torn", new byte[] {1});
    data.sync();
    data.abandon();
    byte[] bytes = Files.readAllBytes(file);
    misleadLastLayout(bytes, VersionTraces.newest(file));
    Files.write(file, bytes);

    data = DataFile.openExisting(file);
    assertThat(data.block("torn")).isNull();
    assertThat(data.blocks()).hasSize(WIDE_BLOCKS);
    data.abandon();
  }

  /** Has the root of the layout, which tells where chunks are, point to a chunk of no place. */
  private static void misleadLastLayout(byte[] bytes, long version) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    Pattern head =
        Pattern.compile("chunk:.*,root:(\\p{XDigit}+),.*version:%x,.*".formatted(version));
    for (int at = 0; at < bytes.length; at += DISK_BLOCK) {
      Matcher matcher = head.matcher(new String(bytes, at, MAX_HEAD, ISO_8859_1));
      if (matcher.lookingAt()) {
        long root = Long.parseLong(matcher.group(1), 16);
        file.position(at + DataUtils.getPageOffset(root) + Integer.BYTES + Short.BYTES);
        DataUtils.readVarInt(file); // the page's number, and its map's
        DataUtils.readVarInt(file);
        int children = DataUtils.readVarInt(file) + 1;
        assertThat(file.get()).as("type").isEqualTo((byte) DataUtils.PAGE_TYPE_NODE);
        for (int child = 0; child < children; child++) {
          long place = file.getLong(file.position());
          file.putLong(place | ((long) Chunk.MAX_ID << CHUNK_SHIFT));
        }
        return;
      }
    }
    throw new AssertionError("no version " + version);
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
