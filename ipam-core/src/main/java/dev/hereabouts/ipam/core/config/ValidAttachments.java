package dev.hereabouts.ipam.core.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a GC must keep: {@code cni.dev/valid-attachments}, else {@code cni.dev/attachments}.
 *
 * <p>An element that is not complete is an error, because what it meant would be released.
 */
final class ValidAttachments {
  private static final List<String> KEYS =
      List.of("cni.dev/valid-attachments", "cni.dev/attachments");

  private ValidAttachments() {}

  /** The attachments, or null when neither key is set. */
  static @Nullable List<Attachment> read(ConfigObject netconf, Findings findings) {
    for (String key : KEYS) {
      if (netconf.has(key)) {
        return read(netconf.objects(key), findings);
      }
    }
    return null;
  }

  private static List<Attachment> read(List<ConfigObject> entries, Findings findings) {
    List<Attachment> attachments = new ArrayList<>();
    for (ConfigObject entry : entries) {
      Text containerId = entry.text("containerID");
      Text ifName = entry.text("ifname");
      if (containerId.isEmpty() || ifName.isEmpty()) {
        Text missing = containerId.isEmpty() ? containerId : ifName;
        findings.error(missing, "missing", "name the container and the interface to keep");
      } else {
        attachments.add(new Attachment(containerId.text(), ifName.text()));
      }
    }
    return attachments;
  }
}
