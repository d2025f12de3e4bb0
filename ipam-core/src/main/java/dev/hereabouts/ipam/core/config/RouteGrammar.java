package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grammar of {@code routes}, which are checked and copied to the result. */
final class RouteGrammar {
  private RouteGrammar() {}

  static List<Route> read(List<ConfigObject> entries, Findings findings) {
    List<Route> routes = new ArrayList<>();
    for (ConfigObject entry : entries) {
      AddressWithPrefix dst = destination(entry.text("dst"), findings);
      Address gw = nextHop(entry.text("gw"), findings);
      Long mtu = positive(entry.integer("mtu"));
      Long advmss = positive(entry.integer("advmss"));
      Long priority = positive(entry.integer("priority"));
      Long table = entry.integer("table");
      Long scope = entry.integer("scope");
      warnOfMixedFamilies(dst, gw, entry.text("gw"), findings);
      if (dst != null) {
        routes.add(new Route(dst, gw, mtu, advmss, priority, table, scope));
      }
    }
    return routes;
  }

  private static void warnOfMixedFamilies(
      @Nullable AddressWithPrefix dst, @Nullable Address gw, Text at, Findings findings) {
    if (dst != null && gw != null && dst.address().family() != gw.family()) {
      findings.warning(
          at,
          "next hop is of another address family than " + dst + ", copied as it is",
          "write a next hop of the destination's family; most interface plugins refuse others");
    }
  }

  private static @Nullable AddressWithPrefix destination(Text at, Findings findings) {
    AddressWithPrefix dst = AddressText.parseStrictWithPrefix(at.text());
    if (dst == null) {
      findings.error(
          at,
          at.isEmpty()
              ? "the route has no dst"
              : "invalid CIDR address: " + Quotation.of(at.text()),
          "write ADDRESS/PREFIX without leading zeros, such as 172.16.0.0/16 or 0.0.0.0/0");
    }
    return dst;
  }

  static @Nullable Address nextHop(Text at, Findings findings) {
    if (at.isEmpty()) {
      return null;
    }
    Address address = AddressText.parseStrict(at.text());
    if (address == null) {
      findings.error(
          at,
          "invalid IP address: " + Quotation.of(at.text()),
          "write a gateway's address without prefix length and leading zeros, such as 10.0.0.1");
    }
    return address;
  }

  private static @Nullable Long positive(@Nullable Long number) {
    return number == null || number == 0 ? null : number;
  }
}
