package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that only its owner can enter, and that is gone at the end. */
public record ScratchDirectory(Path path) {
  /** So that sockets in it stay below the 107 bytes of a socket's path. */
  private static final int MAX_PARENT_LENGTH = 50;

  /** Makes one below the system's directory for temporary files. */
  public static ScratchDirectory create(String prefix) throws IOException {
    Path usual = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    Path parent = usual.toString().length() > MAX_PARENT_LENGTH ? Path.of("/tmp") : usual;
    return new ScratchDirectory(
        Files.createTempDirectory(
            parent,
            prefix,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
  }

  /** The path of a file in it. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /**
   * Removes it with all that is in it. Whoever is about to make a file in it meanwhile finds no
   * directory of that name: it gets another one first.
   */
  public void remove() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Path removed = path.resolveSibling(path.getFileName() + ".removed");
    Files.move(path, removed, StandardCopyOption.ATOMIC_MOVE);
    try (Stream<Path> files = Files.walk(removed)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
