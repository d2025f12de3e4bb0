package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.address.Written;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Generated network configurations: ranges that overlap each other, small windows, odd places. */
final class Networks {
  private static final List<Cidr> CIDRS =
      Stream.of(
              "10.0.0.0/8",
              "10.0.0.0/12",
              "10.0.0.0/16",
              "10.0.0.0/24",
              "10.0.0.0/25",
              "10.0.0.0/26",
              "10.0.0.0/28",
              "10.0.0.0/29",
              "10.0.0.4/30",
              "0.0.0.0/0",
              "255.255.255.248/29",
              "255.255.255.252/30",
              "::/0",
              "::/1",
              "::/126",
              "fd00::/63",
              "fd00::/64",
              "fd00::/120",
              "fd00::/126",
              "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff8/125")
          .map(Written::cidr)
          .toList();

  private Networks() {}

  /** A network configuration. */
  record Network(
      String space, boolean solo, List<RangeRequest> ranges, List<StaticAddress> statics) {}

  static Arbitrary<List<Network>> networks() {
    Arbitrary<Network> network =
        Combinators.combine(
                Arbitraries.of("", "", "blue"),
                Arbitraries.of(false, false, true),
                Arbitraries.oneOf(ranges(), ranges(), sameTwice()),
                statics().list().ofMaxSize(1))
            .as(Networks::network);
    return network.list().ofMinSize(1).ofMaxSize(4);
  }

  private static Network network(
      String space, boolean solo, List<RangeRequest> ranges, List<StaticAddress> statics) {
    List<RangeRequest> own = solo ? ranges.stream().map(Ranges::solo).toList() : ranges;
    return new Network(space, solo, own, statics);
  }

  private static Arbitrary<List<RangeRequest>> ranges() {
    return range().list().ofMinSize(1).ofMaxSize(3);
  }

  private static Arbitrary<List<RangeRequest>> sameTwice() {
    return range().map(range -> List.of(range, range));
  }

  private static Arbitrary<StaticAddress> statics() {
    return Combinators.combine(
            Arbitraries.of("10.0.0.0", "fd00::"), Arbitraries.integers().between(1, 7))
        .as((base, offset) ->
            new StaticAddress(
                plus(Written.address(base), offset), base.contains(":") ? 64 : 24, null));
  }

  private static Arbitrary<RangeRequest> range() {
    return Combinators.combine(
            Arbitraries.of(CIDRS),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 6).set().ofMaxSize(3),
            Arbitraries.of(false, false, false, true),
            Arbitraries.integers().between(0, 3).injectNull(0.5))
        .as(Networks::range);
  }

  private static RangeRequest range(
      Cidr cidr,
      int place,
      int length,
      Set<Integer> excluded,
      boolean excludesTail,
      @Nullable Integer gateway) {
    Interval window = window(cidr, place, length);
    List<Interval> excludes = excludes(window, excluded, excludesTail);
    Address router = gateway == null ? null : plus(cidr.network(), gateway);
    return new RangeRequest(cidr, window, excludes, router, null, false);
  }

  /** All of the network, or a few addresses at its begin, across its middle or at its end. */
  private static Interval window(Cidr cidr, int place, int length) {
    Address lowest = cidr.network().next();
    Address highest = cidr.last().previous();
    Address first =
        switch (place) {
          case 0, 1 -> lowest;
          case 2 -> max(lowest, minus(cidr.network().lastOf(cidr.prefixLength() + 1), 2));
          case 3 -> max(lowest, minus(highest, length));
          default -> throw new IllegalArgumentException("place " + place);
        };
    return new Interval(first, place == 0 ? highest : min(highest, plus(first, length)));
  }

  private static List<Interval> excludes(Interval window, Set<Integer> offsets, boolean tail) {
    List<Interval> excludes = new ArrayList<>();
    Address address = window.first();
    for (int offset = 0; offset <= 6 && window.contains(address); offset++) {
      if (tail && offset == 5) {
        excludes.add(new Interval(address, window.last()));
      } else if (!(tail && offset > 5) && offsets.contains(offset)) {
        excludes.add(Interval.of(address));
      }
      if (address.isHighest()) {
        break;
      }
      address = address.next();
    }
    return excludes;
  }

  /** The address so many steps on, or the family's last. */
  static Address plus(Address address, int steps) {
    return steps == 0 || address.isHighest() ? address : plus(address.next(), steps - 1);
  }

  private static Address minus(Address address, int steps) {
    return steps == 0 || address.isLowest() ? address : minus(address.previous(), steps - 1);
  }

  private static Address max(Address a, Address b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Address min(Address a, Address b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
