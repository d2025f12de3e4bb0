package dev.hereabouts.ipam.server.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Looks at network namespaces by their path. */
@FunctionalInterface
public interface NetworkNamespaces {
  /** Stands for a path of which it cannot be told whether a namespace is there. */
  long UNREADABLE = -1;

  /** The inode number of the namespace at this path, 0 if there is none, or {@link #UNREADABLE}. */
  long inode(String path);

  /**
   * Whether the directory is there in which the path would be: else what is missing may be the
   * directory's mount.
   */
  default boolean hasDirectory(String path) {
    return true;
  }

  /** The node's own. */
  static NetworkNamespaces ofThisNode() {
    return new NetworkNamespaces() {
      @Override
      public long inode(String path) {
        try {
          return path.isEmpty() ? 0 : (long) Files.getAttribute(Path.of(path), "unix:ino");
        } catch (NoSuchFileException | InvalidPathException e) {
          return 0;
        } catch (IOException e) {
          return UNREADABLE;
        }
      }

      @Override
      public boolean hasDirectory(String path) {
        try {
          Path directory = Path.of(path).getParent();
          return directory != null && Files.isDirectory(directory);
        } catch (InvalidPathException e) {
          return false;
        }
      }
    };
  }
}
