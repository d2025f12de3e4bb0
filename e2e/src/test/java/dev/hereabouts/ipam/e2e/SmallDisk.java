package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of one MiB, which ends with its test. */
record SmallDisk(Path path) implements AutoCloseable {
  private static final int PAGE_BYTES = 4_096;
  private static final int MANY_PAGES = 1_024;

  /** Mounts one, or skips the test. */
  static SmallDisk mount(Path path) throws IOException, InterruptedException {
    Files.createDirectories(path);
    assumeTrue(
        runs("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path.toString()),
        "mounting a small tmpfs needs root and CAP_SYS_ADMIN");
    return new SmallDisk(path);
  }

  /** Leaves no room at all. */
  void fill() throws IOException {
    try (OutputStream filler = Files.newOutputStream(filler())) {
      for (int page = 0; page < MANY_PAGES; page++) {
        filler.write(new byte[PAGE_BYTES]);
      }
      throw new AssertionError("the disk has more room than it should");
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left on device");
    }
  }

  /** Makes room again. */
  void empty() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return path.resolve("filler");
  }

  /** Unmounts it also while somebody has a file open there. */
  @Override
  public void close() throws IOException {
    try {
      assertThat(runs("umount", "--lazy", path.toString())).as("umount " + path).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean runs(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
