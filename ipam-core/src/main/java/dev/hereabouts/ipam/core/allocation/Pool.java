package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A pool's description: what the configurations that named it let it give. It has no entries.
 *
 * @param offers each distinct one, in the order in which they were seen
 * @param networks the names of the network configurations that used it, in that order
 * @param slices the parts of the range that nodes have for themselves, in ascending order
 * @param since when it was first named, in milliseconds since 1970 (UTC)
 * @param extra fields that a newer version wrote beside these, kept as they came; else ""
 */
public record Pool(
    PoolId id,
    List<Offer> offers,
    List<String> networks,
    List<NodeSlice> slices,
    long since,
    String extra) {
  public Pool {
    offers = List.copyOf(offers);
    networks = List.copyOf(networks);
    slices = slices.stream().sorted().toList();
  }

  /** A pool without slices. */
  public Pool(PoolId id, List<Offer> offers, List<String> networks, long since, String extra) {
    this(id, offers, networks, List.of(), since, extra);
  }

  /** The same pool with these slices. */
  public Pool withSlices(Collection<NodeSlice> nodes) {
    return new Pool(id, offers, networks, List.copyOf(nodes), since, extra);
  }

  /**
   * The same pool with these slices, too, except those that contradict what it has: of a node that
   * has one of this size, or of addresses that are a node's.
   */
  public Pool beside(Collection<NodeSlice> others) {
    Set<NodeSlice> all = new LinkedHashSet<>(slices);
    Set<Cidr> taken = new HashSet<>();
    Set<NodeAndSize> served = new HashSet<>();
    for (NodeSlice one : slices) {
      taken.add(one.slice());
      served.add(NodeAndSize.of(one));
    }
    for (NodeSlice one : others) {
      if (!taken.contains(one.slice()) && !served.contains(NodeAndSize.of(one))) {
        taken.add(one.slice());
        served.add(NodeAndSize.of(one));
        all.add(one);
      }
    }
    return all.size() == slices.size() ? this : withSlices(all);
  }

  /** A node has one slice of a size. */
  private record NodeAndSize(String node, int prefixLength) {
    static NodeAndSize of(NodeSlice one) {
      return new NodeAndSize(one.node(), one.slice().prefixLength());
    }
  }

  /** All addresses that the pool can give: the union of its offers. */
  public AddressSet givable() {
    AddressSet givable = new AddressSet();
    for (Offer offer : offers) {
      AddressSet one = AddressSet.of(List.of(offer.window()));
      offer.excludes().forEach(one::remove);
      if (offer.gateway() != null) {
        one.remove(Interval.of(offer.gateway()));
      }
      one.intervals().forEach(givable::add);
    }
    return givable;
  }

  boolean knows(Offer offer, String network) {
    return offers.contains(offer) && networks.contains(network);
  }

  Pool with(Offer offer, String network) {
    Set<Offer> allOffers = new LinkedHashSet<>(offers);
    allOffers.add(offer);
    Set<String> allNetworks = new LinkedHashSet<>(networks);
    allNetworks.add(network);
    return new Pool(id, List.copyOf(allOffers), List.copyOf(allNetworks), slices, since, extra);
  }
}
