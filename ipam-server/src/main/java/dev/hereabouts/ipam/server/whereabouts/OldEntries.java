package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Owner;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes entries of old records; several of one owner get positions one after the other. */
final class OldEntries {
  private final OldNetworks networks;
  private final Supplier<OwnershipId> newIds;
  private final long now;
  private final Map<Owner, Integer> positions = new HashMap<>();

  OldEntries(OldNetworks networks, Supplier<OwnershipId> newIds, long now) {
    this.networks = networks;
    this.newIds = newIds;
    this.now = now;
  }

  /**
   * The entry of a record.
   *
   * @param pod its pod, if that is there
   */
  Entry of(OldClaim claim, @Nullable LivePod pod) {
    int slash = claim.podRef().indexOf('/');
    List<String> names = networks.names(claim.pool());
    Entry first =
        new Entry(
            claim.address(),
            claim.pool(),
            networks.isSolo(claim.pool()) ? Kind.SOLO : Kind.ORDINARY,
            new Pod(
                pod == null ? "" : pod.uid(),
                slash < 0 ? "" : claim.podRef().substring(0, slash),
                claim.podRef().substring(slash + 1)),
            claim.ifName(),
            0,
            new Holder(
                claim.containerId(),
                pod == null || pod.node().isEmpty() ? claim.node() : pod.node(),
                "",
                0,
                Attempt.IMPORTED),
            null,
            names.size() == 1 ? names.getFirst() : "",
            now,
            newIds.get(),
            "");
    return first.at(positions.merge(first.owner(), 1, Integer::sum) - 1);
  }
}
