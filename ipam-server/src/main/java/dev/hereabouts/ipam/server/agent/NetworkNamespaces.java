package dev.hereabouts.ipam.server.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Looks at network namespaces by their path. */
@FunctionalInterface
public interface NetworkNamespaces {

  /** The inode number of the namespace at this path, 0 if there is none. */
  long inode(String path);

  /** The node's own. */
  static NetworkNamespaces ofThisNode() {
    return path -> {
      try {
        return path.isEmpty() ? 0 : (long) Files.getAttribute(Path.of(path), "unix:ino");
      } catch (IOException | InvalidPathException e) {
        return 0;
      }
    };
  }
}
