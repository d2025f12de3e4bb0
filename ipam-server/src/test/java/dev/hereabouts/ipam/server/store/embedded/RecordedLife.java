package dev.hereabouts.ipam.server.store.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.store.embedded.RecordedFile.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.h2.store.fs.FilePath;

/**
 * What a process did to a data file from its start to its end, and what it had confirmed when.
 *
 * @param confirmed the states one after the other, the one of the start first
 */
record RecordedLife(List<Change> changes, List<Confirmed> confirmed) {
  private static final int MAX_COMMITS = 40;
  private static final int BLOCKS = 8;
  private static final int MAX_LENGTH = 2_500;

  /** A state, and how many changes had been made to the file when it was confirmed. */
  record Confirmed(int changes, Map<String, String> state) {}

  /** Some commits at random to a file that has this state; then it is closed, or left as it is. */
  static RecordedLife live(Path file, Disk start, Map<String, String> state, Random random)
      throws IOException {
    FilePath.register(new RecordedFile());
    start.writeTo(file);
    RecordedFile.CHANGES.clear();
    List<Confirmed> confirmed = new ArrayList<>();
    confirmed.add(new Confirmed(0, state));
    DataFile data = new DataFile(DataFile.open(RecordedFile.PREFIX + file));
    assertThat(read(data)).isEqualTo(state);
    Map<String, String> now = new HashMap<>(state);
    for (int commits = 1 + random.nextInt(MAX_COMMITS); commits > 0; commits--) {
      change(data, now, random);
      data.sync();
      confirmed.add(new Confirmed(RecordedFile.CHANGES.size(), Map.copyOf(now)));
    }
    if (random.nextBoolean()) {
      data.close();
    } else {
      data.abandon();
    }
    return new RecordedLife(List.copyOf(RecordedFile.CHANGES), confirmed);
  }

  private static void change(DataFile data, Map<String, String> state, Random random) {
    data.nextVersion();
    for (int changes = 1 + random.nextInt(BLOCKS); changes > 0; changes--) {
      String key = key(random.nextInt(BLOCKS));
      if (random.nextInt(10) == 0) {
        data.removeBlock(key);
        state.remove(key);
      } else {
        byte[] value = new byte[random.nextInt(MAX_LENGTH)];
        random.nextBytes(value);
        data.putBlock(key, value);
        state.put(key, new String(value, ISO_8859_1));
      }
    }
  }

  /** What was confirmed last, and what was begun then. */
  List<Map<String, String>> possibleAfter(int changes) {
    int last = 0;
    while (last + 1 < confirmed.size() && confirmed.get(last + 1).changes() <= changes) {
      last++;
    }
    return confirmed.subList(last, Math.min(last + 2, confirmed.size())).stream()
        .map(Confirmed::state)
        .toList();
  }

  static Map<String, String> read(DataFile data) {
    Map<String, String> state = new HashMap<>();
    for (int block = 0; block < BLOCKS; block++) {
      byte[] value = data.block(key(block));
      if (value != null) {
        state.put(key(block), new String(value, ISO_8859_1));
      }
    }
    return state;
  }

  private static String key(int block) {
    return "block " + block;
  }
}
