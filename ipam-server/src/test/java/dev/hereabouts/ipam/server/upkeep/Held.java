package dev.hereabouts.ipam.server.upkeep;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.reclaim.KnownPod;

/** Entries of 10.0.0.0/24 and of ranges in it, for tests. */
public final class Held {
  public static final PoolId POOL = new PoolId("", new Cidr(Address.v4(0x0a000000), 24));
  public static final BlockId BLOCK = BlockId.of("", Address.v4(0x0a000000));

  private Held() {}

  /** 10.0.0.{@code last}, held by the pod shop/{@code pod} in the container c-{@code pod}. */
  public static Entry by(String pod, int last) {
    return by(pod, last, "worker-1", Kind.ORDINARY, POOL);
  }

  public static Entry by(String pod, int last, String node, Kind kind, PoolId pool) {
    return new Entry(
        Address.v4(0x0a000000 + last),
        pool,
        kind,
        new Pod("uid-" + pod, "shop", pod),
        "net1",
        0,
        holder("c-" + pod, node),
        null,
        "web",
        1_000_000L * last,
        new OwnershipId(last, pod.hashCode()),
        "");
  }

  /** The entry in the hands of another sandbox of its pod. */
  public static Entry takenOver(Entry entry, String container) {
    return entry.takenOverBy(holder(container, entry.node())).withoutReplaced();
  }

  /** The entry of a pod of that UID, which may be "". */
  public static Entry withUid(Entry entry, String uid) {
    return new Entry(
        entry.address(),
        entry.pool(),
        entry.kind(),
        new Pod(uid, entry.pod().namespace(), entry.pod().name()),
        entry.ifName(),
        entry.position(),
        entry.holder(),
        entry.replaced(),
        entry.network(),
        entry.since(),
        entry.id(),
        entry.extra());
  }

  /** The pod shop/{@code name} as the API server has it. */
  public static KnownPod pod(String name, String uid) {
    return new KnownPod("shop", name, uid, "", false);
  }

  private static Holder holder(String container, String node) {
    return new Holder(container, node, "/var/run/netns/" + container, 7, new Attempt(1, 1));
  }
}
