package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.Offer;
import java.util.List;

/** What a range gives that no network narrows: all but its first and last address. */
final class Whole {
  private Whole() {}

  static Offer of(Cidr range) {
    return new Offer(
        new Interval(range.network().next(), range.last().previous()), List.of(), null);
  }
}
