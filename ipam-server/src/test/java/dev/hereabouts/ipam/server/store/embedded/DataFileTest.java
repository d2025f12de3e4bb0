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
    FilePath.register(new RecordedFile());
    try (MVStore store = DataFile.open(RecordedFile.PREFIX + directory.resolve("file"))) {
      DataFile file = new DataFile(store);
      RecordedFile.CHANGES.clear();

      file.putBlock("10.0.0.0/26 ", new byte[] {1});
      assertThat(RecordedFile.CHANGES).isEmpty();
      file.sync();

      assertThat(RecordedFile.CHANGES)
          .hasAtLeastOneElementOfType(RecordedFile.Change.Write.class)
          .endsWith(new RecordedFile.Change.Sync());
    }
  }
}
