package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ScratchDirectoryTest {
  private static final int ROUNDS = 20;
  private static final int MAX_FILES = 100_000;
  private static final int FILES_BEFORE_REMOVAL = 100;

  @Test
  @DisplayName("a directory is removed whole while files are still being made in it")
  void removesWhileFilesAreMade() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      ScratchDirectory scratch = ScratchDirectory.create("hereabouts-test");
      CountDownLatch filling = new CountDownLatch(FILES_BEFORE_REMOVAL);
      CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> fill(scratch, filling));
      filling.await();

      assertThatNoException().isThrownBy(scratch::remove);

      writer.join();
      assertThat(scratch.path()).doesNotExist();
      assertThat(scratch.path().resolveSibling(scratch.path().getFileName() + ".removed"))
          .doesNotExist();
    }
  }

  private static void fill(ScratchDirectory scratch, CountDownLatch filling) {
    for (int i = 0; i < MAX_FILES; i++) {
      Path file = scratch.file("file-" + i);
      try {
        Files.createFile(file);
      } catch (IOException gone) {
        return;
      }
      filling.countDown();
    }
  }
}
