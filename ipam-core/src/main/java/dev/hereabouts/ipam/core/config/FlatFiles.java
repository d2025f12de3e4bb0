package dev.hereabouts.ipam.core.config;

/** Where a node's file of defaults is looked for. */
@FunctionalInterface
public interface FlatFiles {
  /** A node without such a file. */
  FlatFiles NONE = _ -> new Found.Nothing();

  /**
   * Looks for the file that holds for a network.
   *
   * @param configurationPath {@code configuration_path} of the network, or ""
   */
  Found find(String configurationPath);

  /** What was found. */
  sealed interface Found {
    /** There is no file, which is no error. */
    record Nothing() implements Found {}

    /** A file that could be read. */
    record Content(FlatFile file) implements Found {}

    /** There is one that cannot be used, or one is named that must not be read. */
    record Unusable(String path, String reason, String remedy) implements Found {}
  }
}
