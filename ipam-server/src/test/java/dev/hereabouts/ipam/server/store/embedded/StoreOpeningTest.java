package dev.hereabouts.ipam.server.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may open a store, and what is said to who may not. */
final class StoreOpeningTest {
  @TempDir Path scratch = Path.of("");
  private Path directory = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void nameFiles() {
    directory = scratch.resolve("state").resolve("store");
    data = directory.resolve("hereabouts.mv");
  }

  @Test
  @DisplayName("A missing directory is made for its owner alone, and holds two files")
  void makesDirectory() throws Exception {
    try (EmbeddedStore store = open()) {
      assertThat(store.brokenReason()).isNull();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
          .isEqualTo("rw-------");
      assertThat(directory)
          .isDirectoryContaining("glob:**/hereabouts.mv")
          .isDirectoryContaining("glob:**/hereabouts.lock");
      assertThat(directory.toFile().list()).hasSize(2);
    }
  }

  @Test
  @DisplayName("A second process is refused and told by whom, and may open when the first ends")
  void secondProcess() throws Exception {
    try (EmbeddedStore store = open()) {
      assertThat(store.nextEpoch()).isEqualTo(1);
      assertThat(childSays())
          .isEqualTo(
              "StoreInUseException: "
                  + directory
                  + " is served by another process (pid "
                  + ProcessHandle.current().pid()
                  + ") already. Stop that one first, or take another directory.");
    }
    assertThat(childSays()).isEqualTo("open, start 2");
  }

  @Test
  @DisplayName("A second opening in this process is refused, and the first keeps its lock")
  void secondOpening() throws Exception {
    try (EmbeddedStore store = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreInUseException.class)
          .hasMessageContaining(directory + " is served by this process");
      Path link = Files.createSymbolicLink(scratch.resolve("link"), directory);
      assertThatThrownBy(() -> EmbeddedStore.open(link, Runnable::run))
          .isInstanceOf(StoreInUseException.class);
      assertThat(childSays()).startsWith("StoreInUseException");
      assertThat(store.nextEpoch()).isEqualTo(1);
    }
    open().close();
  }

  @Test
  @DisplayName("While another process serves it, this one is refused")
  void servedByAnother() throws Exception {
    Process child = ChildProcess.start(OpenStore.class, directory.toString());
    try (BufferedReader out = child.inputReader()) {
      assertThat(out.readLine()).isEqualTo("open, start 1");
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreInUseException.class)
          .hasMessageContaining("another process (pid " + child.pid() + ")");
    } finally {
      child.destroyForcibly().waitFor();
    }
    try (EmbeddedStore store = open()) {
      assertThat(store.nextEpoch()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("A directory that is a file is named, with what to do")
  void directoryIsFile() throws Exception {
    Files.writeString(scratch.resolve("state"), "");
    assertUnavailable(directory + " cannot hold a store", "take another");
  }

  @Test
  @DisplayName("A directory that cannot be written is named, with what to do")
  void unwritableDirectory() throws Exception {
    Path readOnly = Path.of("/proc/self");
    assumeFalse(Files.notExists(readOnly), "no /proc here");
    assertThatThrownBy(() -> EmbeddedStore.open(readOnly, Runnable::run))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("/proc/self cannot hold a store")
        .hasMessageContaining("user can write");
  }

  @Test
  @DisplayName("A file of another program is refused and not touched")
  void foreignFile() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(data, "Dear diary, ".repeat(1000));
    assertRefusedUntouched("is damaged or not a store of Hereabouts", "backup");
  }

  @Test
  @DisplayName("An MVStore of another program is refused and not touched")
  void foreignStore() throws Exception {
    Files.createDirectories(directory);
    try (MVStore other = MVStore.open(data.toString())) {
      other.openMap("blocks").put("a", "b");
    }
    assertRefusedUntouched("not a store of Hereabouts", "names no format");
  }

  @Test
  @DisplayName("A newer format is refused and not touched")
  void newerFormat() throws Exception {
    open().close();
    try (MVStore store = MVStore.open(data.toString())) {
      DataFile.writeFormat(store, 2);
    }
    assertRefusedUntouched("has format 2", "reads up to 1", "Run the newer version");
  }

  @Test
  @DisplayName("An emptied data file is refused: it may have held addresses")
  void emptiedFile() throws Exception {
    open().close();
    Files.write(data, new byte[0]);
    assertRefusedUntouched("it is empty", "backup");
  }

  @Test
  @DisplayName("A half-made file of a start that was killed is no obstacle")
  void halfMade() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("hereabouts.mv.new"), "H:2,bl");
    try (EmbeddedStore store = open()) {
      assertThat(Answers.blocks(store)).isEmpty();
    }
  }

  private void assertRefusedUntouched(String... parts) throws IOException {
    byte[] before = Files.readAllBytes(data);
    assertUnavailable(parts);
    assertThat(Files.readAllBytes(data)).isEqualTo(before);
  }

  private void assertUnavailable(String... parts) {
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreUnavailableException.class)
          .isNotInstanceOf(StoreInUseException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContainingAll(parts);
    }
  }

  private EmbeddedStore open() throws StoreUnavailableException {
    return EmbeddedStore.open(directory, Runnable::run);
  }

  private String childSays() throws IOException, InterruptedException {
    Process child = ChildProcess.start(OpenStore.class, directory.toString());
    try (BufferedReader out = child.inputReader()) {
      child.getOutputStream().close();
      return String.valueOf(out.readLine());
    } finally {
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
