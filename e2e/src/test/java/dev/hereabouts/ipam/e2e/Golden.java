package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of golden files. With the property {@code hereabouts.golden=write} they are written anew
 * instead of compared.
 */
final class Golden {
  private static final boolean WRITE = "write".equals(System.getProperty("hereabouts.golden"));

  private final Path folder;
  private final Set<String> used = new TreeSet<>();

  Golden(String name) {
    this.folder = Installation.sources().resolve("src/test/resources").resolve(name);
  }

  void check(String file, String actual) throws IOException {
    assertThat(used.add(file)).as("a second use of " + file).isTrue();
    Path path = folder.resolve(file);
    if (WRITE) {
      Files.createDirectories(folder);
      Files.writeString(path, actual);
    }
    assertThat(actual).as("golden file " + path).isEqualTo(Files.readString(path));
  }

  /** To be called last: a file that nothing was compared with is a mistake. */
  void checkThatAllWereUsed() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
          .isEqualTo(used);
    }
  }
}
