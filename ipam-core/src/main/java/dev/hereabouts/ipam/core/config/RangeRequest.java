package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish for one address of one range.
 *
 * <p>A requested address lies in the network, but may lie outside the window. Whether it can be
 * given is not judged here: that it is the network's first or last address, the gateway, excluded
 * or taken is for the allocation to refuse.
 *
 * @param cidr the range's network; an address is given with its prefix length
 * @param window the addresses that may be given, never the network's first and last one
 * @param excludes what the configuration excludes of the window, in ascending order, disjoint
 * @param gateway the next hop that goes with the address, of the range's family; never given
 * @param requested the one address wanted, or null for any of the window
 * @param solo whether other ranges' entries are not looked at ({@code enable_overlapping_ranges} is
 *     false)
 * @param sliceLength the prefix length of the slices in which nodes get their addresses, or 0 when
 *     the range is not divided
 */
public record RangeRequest(
    Cidr cidr,
    Interval window,
    List<Interval> excludes,
    @Nullable Address gateway,
    @Nullable Address requested,
    boolean solo,
    int sliceLength) {
  public RangeRequest {
    excludes = List.copyOf(excludes);
    if (!cidr.contains(window.first()) || !cidr.contains(window.last())) {
      throw new IllegalArgumentException(window + " is not in " + cidr);
    }
    if (window.first().equals(cidr.network()) || window.last().equals(cidr.last())) {
      throw new IllegalArgumentException(window + " holds an end of " + cidr);
    }
    if (gateway != null && gateway.family() != cidr.family()) {
      throw new IllegalArgumentException("gateway " + gateway + " for " + cidr);
    }
    if (requested != null && !cidr.contains(requested)) {
      throw new IllegalArgumentException(requested + " is not in " + cidr);
    }
    if (sliceLength != 0
        && (sliceLength < cidr.prefixLength() || sliceLength > cidr.family().bits())) {
      throw new IllegalArgumentException("slices of /" + sliceLength + " in " + cidr);
    }
  }

  /** A wish of a range that is not divided into slices. */
  public RangeRequest(
      Cidr cidr,
      Interval window,
      List<Interval> excludes,
      @Nullable Address gateway,
      @Nullable Address requested,
      boolean solo) {
    this(cidr, window, excludes, gateway, requested, solo, 0);
  }

  /** The same wish for this one address. */
  public RangeRequest requesting(Address address) {
    return new RangeRequest(cidr, window, excludes, gateway, address, solo, sliceLength);
  }

  /** The same wish of a range that is divided into slices of this prefix length. */
  public RangeRequest sliced(int length) {
    return new RangeRequest(cidr, window, excludes, gateway, requested, solo, length);
  }
}
