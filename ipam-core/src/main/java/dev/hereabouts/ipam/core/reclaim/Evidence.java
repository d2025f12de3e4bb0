package dev.hereabouts.ipam.core.reclaim;

import org.jspecify.annotations.Nullable;

/**
 * What is known at one moment of an entry's pod, node and sandbox.
 *
 * @param agentSilent whether the node's agent gave no sign of life for the grace period
 */
public record Evidence(PodState pod, NodeState node, boolean agentSilent, SandboxState sandbox) {

  /** Why the entry is suspect, or null when it is to be kept without a doubt. */
  public @Nullable Reason suspicion() {
    return switch (pod) {
      case GONE -> Reason.POD_GONE;
      case REPLACED -> Reason.POD_REPLACED;
      case COMPLETED -> Reason.POD_COMPLETED;
      case LIVE -> sandbox == SandboxState.EARLIER_BOOT ? Reason.NODE_REBOOTED : null;
      case UNKNOWN -> null;
    };
  }

  /** What proves that no sandbox uses the address, or null. */
  public @Nullable Witness witness() {
    return switch (sandbox) {
      case EARLIER_BOOT -> Witness.NODE_REBOOTED;
      case GONE -> Witness.NAMESPACE_GONE;
      case PRESENT -> null;
      case UNKNOWN -> agentSilent ? ofNode() : null;
    };
  }

  private @Nullable Witness ofNode() {
    return switch (node) {
      case DELETED -> Witness.NODE_DELETED;
      case OUT_OF_SERVICE -> Witness.NODE_OUT_OF_SERVICE;
      case PRESENT, UNKNOWN -> null;
    };
  }
}
