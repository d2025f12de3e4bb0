package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.core.allocation.Reply.Obstacle;
import org.jspecify.annotations.Nullable;

/** The names of obstacles. */
final class ObstacleForm {
  private ObstacleForm() {}

  static String text(Obstacle obstacle) {
    return switch (obstacle) {
      case NETWORK_OR_LAST_ADDRESS -> "network-or-last-address";
      case EXCLUDED -> "excluded";
      case GATEWAY -> "gateway";
      case HOLDS_ANOTHER -> "holds-another";
      case HELD_BY_POD -> "held-by-pod";
    };
  }

  /** The obstacle of this name, or null. */
  static @Nullable Obstacle parse(String text) {
    for (Obstacle obstacle : Obstacle.values()) {
      if (text(obstacle).equals(text)) {
        return obstacle;
      }
    }
    return null;
  }
}
