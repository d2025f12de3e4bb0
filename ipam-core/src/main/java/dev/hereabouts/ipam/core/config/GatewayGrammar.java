package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.RangeGrammar.ParsedRange;
import org.jspecify.annotations.Nullable;

/** The grammar of {@code gateway}: one address without prefix length, and whose next hop it is. */
final class GatewayGrammar {
  private final Text at;
  private final @Nullable Address common;
  private final Findings findings;
  private boolean used;

  /** The gateway for all ranges of its family. */
  GatewayGrammar(Text at, Findings findings) {
    this.at = at;
    this.findings = findings;
    this.common = read(at, findings);
  }

  /** The range's own gateway, else the common one where the family fits, else null. */
  @Nullable Address of(ParsedRange range, Text own) {
    Address gateway = read(own, findings);
    if (gateway != null && gateway.family() != range.cidr().family()) {
      findings.warning(
          own,
          "gateway is of another address family than "
              + AddressText.format(range.cidr())
              + ", ignored",
          "write a gateway of the range's family");
      gateway = null;
    }
    if (gateway != null) {
      warnIfInside(range, own, gateway);
      return gateway;
    }
    if (common == null || common.family() != range.cidr().family()) {
      return null;
    }
    used = true;
    warnIfInside(range, at, common);
    return common;
  }

  /** Warns when no range took the common gateway. */
  void warnIfUnused() {
    if (common != null && !used) {
      findings.warning(
          at,
          "gateway has no range of its address family, ignored",
          "remove it or add such a range");
    }
  }

  private void warnIfInside(ParsedRange range, Text where, Address gateway) {
    if (range.window().contains(gateway)) {
      findings.warning(
          where,
          "gateway lies among the addresses of " + AddressText.format(range.cidr()) + ", kept free",
          "nothing needs to be done");
    }
  }

  private static @Nullable Address read(Text at, Findings findings) {
    if (at.isEmpty()) {
      return null;
    }
    Address gateway = AddressText.parseSloppy(at.text());
    if (gateway == null) {
      findings.error(
          at,
          "could not parse gateway " + Quotation.of(at.text()),
          "write one address without prefix length, such as 10.0.0.1");
    }
    return gateway;
  }
}
