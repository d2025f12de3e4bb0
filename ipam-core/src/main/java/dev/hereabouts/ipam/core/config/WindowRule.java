package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The rule for which addresses of a network may be given.
 *
 * <p>The window is the network without its first and last address, in both families. A wanted start
 * inside it cuts its lower part off, then a wanted end inside what is left cuts its upper part off.
 * Any other start or end is ignored with a warning: installations depend on that.
 */
final class WindowRule {
  private WindowRule() {}

  /** The window, or null when the network is too small to have one. */
  static @Nullable Interval window(
      Text range,
      Cidr cidr,
      @Nullable RangeBound start,
      @Nullable RangeBound end,
      Findings findings) {
    if (cidr.family().bits() - cidr.prefixLength() < 2) {
      findings.error(
          range,
          "net mask is too short: " + AddressText.format(cidr) + " has no usable IP addresses",
          "use a prefix length of at most /" + (cidr.family().bits() - 2));
      return null;
    }
    Interval window = new Interval(cidr.network().next(), cidr.last().previous());
    if (start != null && isUsable(start, window, cidr, findings)) {
      window = new Interval(start.address(), window.last());
    }
    if (end != null && isUsable(end, window, cidr, findings)) {
      window = new Interval(window.first(), end.address());
    }
    return window;
  }

  private static boolean isUsable(RangeBound bound, Interval window, Cidr cidr, Findings findings) {
    if (window.contains(bound.address())) {
      return true;
    }
    findings.warning(
        bound.at(),
        AddressText.format(bound.address())
            + " "
            + reason(bound.address(), window, cidr)
            + ", ignored",
        "use an address from "
            + AddressText.format(window.first())
            + " to "
            + AddressText.format(window.last())
            + ", or leave the key out");
    return false;
  }

  private static String reason(Address address, Interval window, Cidr cidr) {
    if (address.family() != cidr.family()) {
      return "is of another address family than " + AddressText.format(cidr);
    }
    if (!cidr.contains(address)) {
      return "is not in " + AddressText.format(cidr);
    }
    if (address.equals(cidr.network()) || address.equals(cidr.last())) {
      return "is the first or last address of "
          + AddressText.format(cidr)
          + ", which is never given";
    }
    return "is before the start, " + AddressText.format(window.first());
  }
}
