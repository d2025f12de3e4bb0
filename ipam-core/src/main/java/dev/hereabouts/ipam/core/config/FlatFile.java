package dev.hereabouts.ipam.core.config;

/** A node's file of defaults for every network's {@code ipam} object, as read from disk. */
public final class FlatFile {
  private final String path;
  private final byte[] content;

  /**
   * A file's content.
   *
   * @param path where it was found, for the findings
   */
  public FlatFile(String path, byte[] content) {
    this.path = path;
    this.content = content.clone();
  }

  /** Where the file was found. */
  public String path() {
    return path;
  }

  byte[] content() {
    return content;
  }
}
