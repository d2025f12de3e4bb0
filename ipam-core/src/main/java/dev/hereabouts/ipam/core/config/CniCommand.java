package dev.hereabouts.ipam.core.config;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A verb of the CNI specification, as CNI_COMMAND carries it. */
public enum CniCommand {
  ADD,
  DEL,
  CHECK,
  GC,
  STATUS,
  VERSION;

  /** The command with exactly this text, or null. */
  public static @Nullable CniCommand of(String text) {
    return Arrays.stream(values()).filter(c -> c.name().equals(text)).findFirst().orElse(null);
  }

  /** Whether the command is about one attachment: one container and one interface of it. */
  public boolean isAboutAttachment() {
    return switch (this) {
      case ADD, DEL, CHECK -> true;
      case GC, STATUS, VERSION -> false;
    };
  }

  /** Whether the network configuration's version knows the command. */
  public boolean isIn(CniVersion version) {
    return switch (this) {
      case ADD, DEL, VERSION -> true;
      case CHECK -> version.hasCheck();
      case GC, STATUS -> version.hasGcAndStatus();
    };
  }
}
