package dev.hereabouts.ipam.server.upkeep;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.reclaim.Evidence;
import dev.hereabouts.ipam.core.reclaim.NodeState;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An entry whose owner is absent: an address that nobody gives back by itself any more. */
public record Leak(Entry entry, Reason reason) {
  /** Stands in entries for what whereabouts holds: not ours to release. */
  private static final String FOREIGN_NODE = "_whereabouts";

  private static final Comparator<Leak> ORDER = Comparator.comparing(Leak::entry, order());

  /** By space and address. */
  public static Comparator<Entry> order() {
    return Comparator.comparing((Entry entry) -> entry.pool().space())
        .thenComparing(Entry::address)
        .thenComparing(entry -> entry.pool().cidr())
        .thenComparing(entry -> entry.id().text());
  }

  /** Those among the entries whose owners are absent, sorted. */
  public static List<Leak> among(Stream<Entry> entries, KnownPods pods) {
    return entries
        .map(entry -> of(entry, pods.stateOf(entry.pod())))
        .filter(Objects::nonNull)
        .sorted(ORDER)
        .toList();
  }

  /** The entry as a leak, or null when it is to be kept. */
  public static @Nullable Leak of(Entry entry, PodState pod) {
    Evidence evidence = new Evidence(pod, NodeState.UNKNOWN, false, SandboxState.UNKNOWN);
    Reason reason = evidence.suspicion();
    return reason == null || entry.node().equals(FOREIGN_NODE) ? null : new Leak(entry, reason);
  }
}
