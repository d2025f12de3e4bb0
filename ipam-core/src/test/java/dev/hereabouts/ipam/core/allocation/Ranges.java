package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.address.Written;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.List;
import java.util.stream.Stream;

/** Ranges as tests spell them. */
final class Ranges {
  private Ranges() {}

  /** All of a network but its first and last address. */
  static RangeRequest range(String cidr) {
    return range(Written.cidr(cidr));
  }

  static RangeRequest range(Cidr cidr) {
    Interval window = new Interval(cidr.network().next(), cidr.last().previous());
    return new RangeRequest(cidr, window, List.of(), null, null, false);
  }

  /** A window of a network. */
  static RangeRequest range(String cidr, String window) {
    Interval interval = Written.interval(window);
    return new RangeRequest(Written.cidr(cidr), interval, List.of(), null, null, false);
  }

  static RangeRequest solo(RangeRequest range) {
    return new RangeRequest(
        range.cidr(), range.window(), range.excludes(), range.gateway(), range.requested(), true);
  }

  static RangeRequest without(RangeRequest range, String... excludes) {
    List<Interval> intervals = Stream.of(excludes).map(Written::interval).toList();
    return new RangeRequest(
        range.cidr(), range.window(), intervals, range.gateway(), range.requested(), range.solo());
  }

  static RangeRequest gateway(RangeRequest range, String gateway) {
    Address address = Written.address(gateway);
    return new RangeRequest(
        range.cidr(), range.window(), range.excludes(), address, range.requested(), range.solo());
  }

  static RangeRequest requesting(RangeRequest range, String wanted) {
    return requesting(range, Written.address(wanted));
  }

  static RangeRequest requesting(RangeRequest range, Address wanted) {
    return new RangeRequest(
        range.cidr(), range.window(), range.excludes(), range.gateway(), wanted, range.solo());
  }
}
