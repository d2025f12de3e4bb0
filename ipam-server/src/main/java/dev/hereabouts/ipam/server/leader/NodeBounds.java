package dev.hereabouts.ipam.server.leader;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent may ask for: what is its own node's.
 *
 * <p>This refuses with a reason what is seen to be another's when the request comes. That a release
 * frees nothing of others whenever it is decided is for {@link ReleaseRequest#on}.
 */
final class NodeBounds {
  private NodeBounds() {}

  /** Why the node may not ask this, or null if it may. */
  static @Nullable String violation(AddRequest request, String node, Ledger ledger) {
    Holder holder = request.holder();
    if (!holder.node().equals(node)) {
      return "node %s asked for an address on node %s".formatted(node, holder.node());
    }
    for (Entry entry : ledger.entriesOfContainer(holder.containerId())) {
      if (holds(entry.holder(), holder.containerId(), node)) {
        return othersSandbox(node, holder.containerId(), entry.node());
      }
    }
    if (request.pod().uid().isEmpty()) {
      return null;
    }
    for (Entry entry : ledger.entriesOfPod(request.pod().identity())) {
      if (!entry.node().equals(node)) {
        return "node %s asked for pod %s, which is on node %s"
            .formatted(node, request.pod().reference(), entry.node());
      }
    }
    return null;
  }

  /** Why the node may not ask this, or null if it may. */
  static @Nullable String violation(ReleaseRequest request, String node, Ledger ledger) {
    return switch (request) {
      case ReleaseRequest.Deleted deleted ->
          ofSandbox(deleted.containerId(), deleted.ifName(), node, ledger);
      case ReleaseRequest.Abandoned abandoned ->
          ofSandbox(abandoned.containerId(), abandoned.ifName(), node, ledger);
      case ReleaseRequest.Reclaimed reclaimed -> ofClaims(reclaimed.claims(), node, ledger);
    };
  }

  private static @Nullable String ofSandbox(
      String containerId, String ifName, String node, Ledger ledger) {
    for (Entry entry : ledger.entriesOfContainer(containerId)) {
      if (entry.isHeldBy(containerId, ifName) && holds(entry.holder(), containerId, node)) {
        return othersSandbox(node, containerId, entry.node());
      }
    }
    return null;
  }

  private static @Nullable String ofClaims(
      List<ReleaseRequest.Claim> claims, String node, Ledger ledger) {
    for (ReleaseRequest.Claim claim : claims) {
      for (Entry entry : ledger.entriesAt(claim.space(), claim.address())) {
        if (ReleaseRequest.Claim.of(entry).equals(claim) && !entry.node().equals(node)) {
          return othersSandbox(node, claim.containerId(), entry.node());
        }
      }
    }
    return null;
  }

  private static boolean holds(Holder holder, String containerId, String otherThan) {
    return holder.containerId().equals(containerId)
        && !holder.node().isEmpty()
        && !holder.node().equals(otherThan);
  }

  private static String othersSandbox(String node, String containerId, String owner) {
    return "node %s asked for sandbox %s, which is on node %s".formatted(node, containerId, owner);
  }
}
