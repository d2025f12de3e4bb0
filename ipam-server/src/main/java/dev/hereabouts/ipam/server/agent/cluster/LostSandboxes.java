package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import dev.hereabouts.ipam.server.agent.NamespaceState;
import dev.hereabouts.ipam.server.agent.NetworkNamespaces;

/**
 * Judges which sandboxes of this node are no more, so that a leader may believe it.
 *
 * <p>That a namespace is not there proves nothing unless it was seen to be there: when its ADD
 * came, and by an agent with this state directory. A new directory may be another machine's.
 */
final class LostSandboxes {
  private final NetworkNamespaces namespaces;
  private Tenure tenure;

  LostSandboxes(NetworkNamespaces namespaces, Tenure tenure) {
    this.namespaces = namespaces;
    this.tenure = tenure;
  }

  /** What has a lower epoch was not given with this state directory. */
  void from(long epoch) {
    tenure = tenure.from(epoch);
  }

  SandboxState state(Entry entry) {
    Holder holder = entry.holder();
    long epoch = holder.attempt().epoch();
    if (entry.isImported()) {
      return SandboxState.UNKNOWN;
    }
    if (epoch < tenure.bootEpoch()) {
      return SandboxState.EARLIER_BOOT;
    }
    if (epoch < tenure.firstEpoch() || holder.netnsInode() <= 0) {
      return SandboxState.UNKNOWN;
    }
    return switch (NamespaceState.of(holder, namespaces)) {
      case PRESENT -> SandboxState.PRESENT;
      case REPLACED -> SandboxState.GONE;
      case MISSING ->
          namespaces.hasDirectory(holder.netns()) ? SandboxState.GONE : SandboxState.UNKNOWN;
      case UNKNOWN -> SandboxState.UNKNOWN;
    };
  }
}
