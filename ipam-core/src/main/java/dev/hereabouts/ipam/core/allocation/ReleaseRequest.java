package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What gives addresses back. */
public sealed interface ReleaseRequest {
  /** Stands for the sandboxes of every node. */
  String ANY_NODE = "";

  /** The node whose sandboxes alone are meant, or {@link #ANY_NODE}. */
  String node();

  /** The same for the sandboxes of this node only. */
  ReleaseRequest on(String node);

  /**
   * Whether the request is for what this one holds, as far as the node tells. Of a holder that was
   * taken over without its node every node may speak, if it knows the container.
   */
  default boolean reaches(Holder holder) {
    return node().equals(ANY_NODE) || holder.node().isEmpty() || node().equals(holder.node());
  }

  /**
   * A CNI DEL: all that the sandbox holds for the interface, but nothing that an ADD got which came
   * after this DEL.
   */
  record Deleted(String containerId, String ifName, Attempt arrival, String node)
      implements ReleaseRequest {
    public Deleted(String containerId, String ifName, Attempt arrival) {
      this(containerId, ifName, arrival, ANY_NODE);
    }

    @Override
    public Deleted on(String only) {
      return new Deleted(containerId, ifName, arrival, only);
    }

    boolean covers(@Nullable Holder holder) {
      return holder != null
          && reaches(holder)
          && holder.containerId().equals(containerId)
          && holder.attempt().compareTo(arrival) <= 0;
    }
  }

  /** One ADD came to nothing: what it got returns to who held it before, or to the pool. */
  record Abandoned(String containerId, String ifName, Attempt attempt, String node)
      implements ReleaseRequest {
    public Abandoned(String containerId, String ifName, Attempt attempt) {
      this(containerId, ifName, attempt, ANY_NODE);
    }

    @Override
    public Abandoned on(String only) {
      return new Abandoned(containerId, ifName, attempt, only);
    }

    boolean covers(@Nullable Holder holder) {
      return holder != null
          && reaches(holder)
          && holder.containerId().equals(containerId)
          && holder.attempt().equals(attempt);
    }
  }

  /** These entries, as long as they still belong to the owner and the sandbox that were judged. */
  record Reclaimed(List<Claim> claims, String node) implements ReleaseRequest {
    public Reclaimed {
      claims = List.copyOf(claims);
    }

    public Reclaimed(List<Claim> claims) {
      this(claims, ANY_NODE);
    }

    @Override
    public Reclaimed on(String only) {
      return new Reclaimed(claims, only);
    }
  }

  /**
   * An entry that is to go, told from its successor by its ownership ID and from the same owner's
   * next sandbox by its container: a sandbox was judged, not the pod.
   */
  record Claim(String space, Address address, OwnershipId id, String containerId) {
    public static Claim of(Entry entry) {
      return new Claim(
          entry.pool().space(), entry.address(), entry.id(), entry.holder().containerId());
    }
  }
}
