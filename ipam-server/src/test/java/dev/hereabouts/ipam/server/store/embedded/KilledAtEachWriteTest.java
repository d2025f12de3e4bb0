package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.store.embedded.RecordedFile.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills and power cuts at each place. A killed process leaves in the file the first of its changes,
 * the last of them up to the end of a page; a power cut leaves what was synced, and of the rest any
 * part. So what a store writes is recorded once, and each such file is made from it and opened.
 */
final class KilledAtEachWriteTest {
  private static final long SEED = Long.getLong("hereabouts.seed", 1);
  private static final int LIVES = Integer.getInteger("hereabouts.lives", 6);
  private static final int PAGE = 4_096;
  private static final int SECTOR = 512;
  private static final int TORN = 2;

  @TempDir Path scratch = Path.of("");
  private Path file = Path.of("");
  private final Random random = new Random(SEED);

  /** A file as it was found, with what it must have, and as the one who opened it left it. */
  private record Opened(Map<String, String> state, Disk found, Disk left) {}

  @BeforeEach
  void create() {
    file = scratch.resolve("hereabouts.mv");
    DataFile.create(file);
  }

  @Test
  @DisplayName("Wherever a process is killed, the next two open with all that was confirmed")
  void killed() throws Exception {
    Disk start = Disk.of(file);
    Map<String, String> state = Map.of();
    for (int number = 0; number < LIVES; number++) {
      RecordedLife life = RecordedLife.live(file, start, state, random);
      List<Opened> opened = new ArrayList<>();
      Disk disk = start.copy();
      for (int done = 0; done < life.changes().size(); done++) {
        Change next = life.changes().get(done);
        String when = "seed %d, life %d, change %d".formatted(SEED, number, done);
        if (next instanceof Change.Write write) {
          for (int end = PAGE; end < write.length(); end += PAGE) {
            Disk cut = disk.copy();
            cut.apply(write, 0, end);
            opened.add(open(cut, life.possibleAfter(done), when + ", cut at " + end));
          }
        }
        disk.apply(next);
        opened.add(open(disk.copy(), life.possibleAfter(done + 1), when));
      }
      Opened goOn = opened.get(random.nextInt(opened.size()));
      start = random.nextBoolean() ? goOn.found() : goOn.left();
      state = goOn.state();
    }
  }

  @Test
  @DisplayName(
      "After a power cut the next two open with all that was confirmed, or a torn write is refused")
  void powerCut() throws Exception {
    Disk start = Disk.of(file);
    Map<String, String> state = Map.of();
    int torn = 0;
    int refused = 0;
    for (int number = 0; number < LIVES; number++) {
      RecordedLife life = RecordedLife.live(file, start, state, random);
      List<Opened> opened = new ArrayList<>();
      Disk synced = start.copy();
      List<Change> since = new ArrayList<>();
      for (int done = 1; done <= life.changes().size(); done++) {
        since.add(life.changes().get(done - 1));
        if (since.getLast() instanceof Change.Sync) {
          since.forEach(synced::apply);
          since.clear();
          continue;
        }
        List<Map<String, String>> possible = life.possibleAfter(done);
        String when = "seed %d, life %d, change %d".formatted(SEED, number, done);
        for (int kept = 0; kept < 1 << since.size(); kept++) {
          opened.add(open(some(synced, since, kept), possible, when + ", kept " + kept));
        }
        for (int attempt = 0; attempt < TORN; attempt++) {
          torn++;
          refused += opensOrSaysNo(torn(synced, since), possible, when) ? 0 : 1;
        }
      }
      Opened goOn = opened.get(random.nextInt(opened.size()));
      start = random.nextBoolean() ? goOn.found() : goOn.left();
      state = goOn.state();
    }
    assertThat(refused).as("of %d torn files", torn).isLessThan(torn / 2);
  }

  private static Disk some(Disk synced, List<Change> since, int kept) {
    Disk disk = synced.copy();
    for (int i = 0; i < since.size(); i++) {
      if ((kept >> i & 1) == 1) {
        disk.apply(since.get(i));
      }
    }
    return disk;
  }

  private Disk torn(Disk synced, List<Change> since) {
    Disk disk = synced.copy();
    for (Change change : since) {
      if (change instanceof Change.Write write) {
        for (int at = 0; at < write.length(); at += SECTOR) {
          if (random.nextBoolean()) {
            disk.apply(write, at, Math.min(at + SECTOR, write.length()));
          }
        }
      } else if (random.nextBoolean()) {
        disk.apply(change);
      }
    }
    return disk;
  }

  /** Opens it, closes it well, and opens it again: it must have one of the states each time. */
  private Opened open(Disk found, List<Map<String, String>> possible, String when) {
    try {
      found.writeTo(file);
      DataFile data = DataFile.openExisting(file);
      Map<String, String> state = RecordedLife.read(data);
      assertThat(state).as(when).isIn(possible);
      data.close();
      Disk left = Disk.of(file);
      data = DataFile.openExisting(file);
      assertThat(RecordedLife.read(data)).as(when + ", closed and opened").isEqualTo(state);
      data.abandon();
      return new Opened(state, found, left);
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(when, e);
    }
  }

  private boolean opensOrSaysNo(Disk found, List<Map<String, String>> possible, String when)
      throws IOException {
    found.writeTo(file);
    DataFile data;
    try (StoreDirectory directory = StoreDirectory.open(scratch)) {
      data = directory.openData();
    } catch (StoreUnavailableException refusal) {
      assertThat(refusal).as(when).hasMessageContaining("is damaged");
      return false;
    } catch (AssertionError ofMvStore) { // which no other process has on
      return false;
    }
    assertThat(RecordedLife.read(data)).as(when).isIn(possible);
    data.abandon();
    return true;
  }
}
