package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFileTest {
  @TempDir Path directory;

  @Test
  @DisplayName(
      "when a change is said to be durable, the disk was told to sync after the last write")
  void waitsForTheDisk() {
    FilePath.register(new TracedFile());
    try (MVStore store = DataFile.open(TracedFile.PREFIX + directory.resolve("file"))) {
      DataFile file = new DataFile(store);
      TracedFile.OPERATIONS.clear();

      file.putBlock("10.0.0.0/26 ", new byte[] {1});
      assertThat(TracedFile.OPERATIONS).isEmpty();
      file.sync();

      assertThat(TracedFile.OPERATIONS).contains("write").endsWith("sync");
    }
  }
}
