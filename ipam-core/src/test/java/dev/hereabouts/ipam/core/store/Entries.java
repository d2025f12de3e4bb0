package dev.hereabouts.ipam.core.store;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import java.util.List;

/** Entries and pools for tests of stores and of what carries entries. */
public final class Entries {
  /** Characters that JSON, YAML, a shell or a database may stumble over. */
  public static final String ODD = "\"\\/'{}[],: \t\n\r\u0001\u007f\u0085\u2028é漢\ud83d\ude80%00";

  private Entries() {}

  /** The usual entry: of a dynamic address, at 10.1.0.0 plus {@code offset}. */
  public static Entry ordinary(int offset) {
    return new Entry(
        Address.v4(0x0a01_0000 + offset),
        new PoolId("", Cidr.of(Address.v4(0x0a01_0000), 16)),
        Kind.ORDINARY,
        new Pod("0b2f7a3c-5d1e-4f6a-8b90-" + String.format("%012d", offset), "shop", "cart-0"),
        "net1",
        0,
        new Holder(
            "f".repeat(58) + String.format("%06d", offset),
            "worker-1",
            "/var/run/netns/cni-0b2f7a3c-5d1e-4f6a-8b90-3c1d5e7f9a0b",
            4_026_532_000L + offset,
            new Attempt(3, 17)),
        null,
        "macvlan-conf",
        1_760_000_000_000L,
        new OwnershipId(0x0123_4567_89ab_cdefL, offset),
        "");
  }

  /** An IPv6 entry in a space, taken over from another sandbox, with fields of a newer version. */
  public static Entry takenOver() {
    return new Entry(
        Address.v6(0x2001_0db8_0000_0000L, 5),
        new PoolId("blue", Cidr.of(Address.v6(0x2001_0db8_0000_0000L, 0), 64)),
        Kind.SOLO,
        new Pod("", "shop", "cart-1"),
        "",
        7,
        new Holder(
            "new", "worker-2", "/proc/4711/ns/net", Long.MAX_VALUE, new Attempt(Long.MAX_VALUE, 0)),
        new Holder("old", "worker-1", "", 0, new Attempt(0, Long.MAX_VALUE)),
        "dual",
        -1,
        new OwnershipId(-1, Long.MIN_VALUE),
        "{\"sticky\":{\"until\":1.50,\"why\":[\"vm\",null,true,{}]},\"quota\":\"\"}");
  }

  /** A static address of a whole-world pool, with every text empty. */
  public static Entry bare() {
    return new Entry(
        Address.v4(0xffff_ffff),
        new PoolId("", Cidr.of(Address.v4(0), 0)),
        Kind.SHARED,
        new Pod("", "", ""),
        "",
        0,
        new Holder("", "", "", 0, new Attempt(0, 0)),
        null,
        "",
        0,
        new OwnershipId(0, 0),
        "");
  }

  /** An entry whose every free text has odd characters, in a space of that name. */
  public static Entry odd() {
    Holder holder = new Holder(ODD, ODD, ODD, 1, new Attempt(1, 1));
    return new Entry(
        Address.v6(0, 0),
        new PoolId(ODD, Cidr.of(Address.v6(0, 0), 0)),
        Kind.SHARED,
        new Pod(ODD, ODD, ODD),
        ODD,
        Integer.MAX_VALUE,
        holder,
        holder,
        ODD,
        Long.MIN_VALUE,
        new OwnershipId(Long.MIN_VALUE, -1),
        "");
  }

  /** A pool of which two configurations give different parts. */
  public static Pool pool() {
    PoolId id = new PoolId("blue", Cidr.of(Address.v4(0x0a01_0000), 16));
    Offer whole =
        new Offer(
            new Interval(Address.v4(0x0a01_0001), Address.v4(0x0a01_fffe)),
            List.of(
                Interval.of(Address.v4(0x0a01_0005)),
                new Interval(Address.v4(0x0a01_0100), Address.v4(0x0a01_01ff))),
            Address.v4(0x0a01_0001));
    Offer part =
        new Offer(new Interval(Address.v4(0x0a01_2000), Address.v4(0x0a01_2010)), List.of(), null);
    List<NodeSlice> slices =
        List.of(
            new NodeSlice(Cidr.of(Address.v4(0x0a01_0000), 28), "worker-1"),
            new NodeSlice(Cidr.of(Address.v4(0x0a01_0010), 28), "worker-2"));
    return new Pool(
        id, List.of(whole, part), List.of("macvlan-conf", ODD), slices, 1, "{\"cooldown\":60}");
  }

  /** An IPv6 pool that nothing was said about. */
  public static Pool barePool() {
    PoolId id = new PoolId("", Cidr.of(Address.v6(0xfd00_0000_0000_0000L, 0), 64));
    return new Pool(id, List.of(), List.of(), 0, "");
  }
}
