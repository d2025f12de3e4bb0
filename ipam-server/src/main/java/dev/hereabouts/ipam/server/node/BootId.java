package dev.hereabouts.ipam.server.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tells one boot of a machine from its others. */
public final class BootId {
  private static final Logger LOG = LoggerFactory.getLogger(BootId.class);

  public static final Path OF_THIS_MACHINE = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  /** The ID that the kernel has in this file, or null if there is none. */
  static @Nullable UUID read(Path file) {
    try {
      return UUID.fromString(Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("boots of this node are not told apart: {} has no ID: {}", file, e.getMessage());
      return null;
    }
  }
}
