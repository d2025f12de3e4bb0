package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.config.Finding;
import dev.hereabouts.ipam.core.config.NetworkConfig;
import dev.hereabouts.ipam.core.config.Severity;
import java.util.ArrayList;
import java.util.List;

/** Warnings about keys of a network that are checked and have no effect yet (docs/roadmap.md). */
final class KeysToCome {
  private KeysToCome() {}

  static List<Finding> in(NetworkConfig config) {
    List<Finding> warnings = new ArrayList<>();
    if (config.nodeSliceSize() != null) {
      warnings.add(
          warning(
              "node_slice_size",
              "/" + config.nodeSliceSize(),
              "not used yet, addresses come from the whole range",
              "it may stay"));
    }
    return warnings;
  }

  private static Finding warning(String key, String value, String message, String remedy) {
    int code = CniErrorCode.INVALID_CONFIGURATION.number();
    return new Finding(Severity.WARNING, code, "ipam." + key, value, message, remedy);
  }
}
