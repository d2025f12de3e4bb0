package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.store.StoredBlock;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die without a word. */
final class KilledProcessTest {
  private static final int KILLS = 10;
  private static final int MAX_LINES = 400;

  @TempDir Path scratch = Path.of("");

  /** A confirmed write: its round, and the block's version after it, "-" for none. */
  private record Confirmed(int round, String version) {}

  @Test
  @DisplayName("Every confirmed write is there after kill -9, time after time on one directory")
  void killedWhileWriting() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Integer, Confirmed> confirmed = new HashMap<>();
    for (int kill = 1; kill <= KILLS; kill++) {
      int firstRound = kill * 1_000_000;
      Process child =
          ChildProcess.start(CommitLoop.class, scratch.toString(), String.valueOf(firstRound));
      try (BufferedReader out = child.inputReader()) {
        for (int lines = 1 + random.nextInt(MAX_LINES); lines > 0; lines--) {
          String line = out.readLine();
          assertThat(line).as("seed %d, after kill %d", seed, kill - 1).isNotNull();
          note(line, confirmed);
        }
        child.toHandle().destroyForcibly();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          note(line, confirmed);
        }
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertStored(confirmed, firstRound, "seed " + seed + ", kill " + kill);
    }
  }

  /** A line without its full stop was cut by the kill. */
  private static void note(String line, Map<Integer, Confirmed> confirmed) {
    if (line.endsWith(".")) {
      String[] words = line.substring(0, line.length() - 1).split(" ", -1);
      confirmed.put(Integer.valueOf(words[0]), new Confirmed(Integer.parseInt(words[2]), words[1]));
    }
  }

  /** Each block is as its last confirmed round left it, or as the one after did, which is noted. */
  private void assertStored(Map<Integer, Confirmed> confirmed, int firstRound, String when)
      throws Exception {
    Map<Object, StoredBlock> stored = new HashMap<>();
    try (EmbeddedStore store = EmbeddedStore.open(scratch, Runnable::run)) {
      Answers.blocks(store).forEach(block -> stored.put(block.id(), block));
    }
    for (int block = 0; block < CommitLoop.BLOCKS; block++) {
      Confirmed last = confirmed.getOrDefault(block, new Confirmed(-1, "-"));
      StoredBlock now = stored.get(CommitLoop.id(block));
      if (isLeftBy(last, now)) {
        continue;
      }
      int next = Math.max(last.round() + 1, firstRound);
      Confirmed unheard = new Confirmed(next, now == null ? "-" : now.version().text());
      assertThat(isLeftBy(unheard, now))
          .as("%s: block %d, confirmed %s, stored %s", when, block, last, now)
          .isTrue();
      if (now != null) {
        assertThat(now.entries()).as(when).isEqualTo(CommitLoop.entries(block, next));
      }
      confirmed.put(block, unheard);
    }
  }

  private static boolean isLeftBy(Confirmed write, @Nullable StoredBlock block) {
    if (block == null) {
      return write.round() < 0 || CommitLoop.isRemoval(write.round());
    }
    return block.version().text().equals(write.version())
        && block.writer().equals("w" + write.round());
  }

  @Test
  @DisplayName("A start is counted anew after each kill")
  void starts() throws Exception {
    for (int start = 1; start <= 3; start++) {
      Process child = ChildProcess.start(OpenStore.class, scratch.toString());
      try (BufferedReader out = child.inputReader()) {
        assertThat(out.readLine()).isEqualTo("open, start " + start);
      } finally {
        child.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      }
    }
  }
}
