package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import java.util.ArrayList;
import java.util.List;

/** The grammar of {@code addresses}, which are given as they are. */
final class StaticGrammar {
  private StaticGrammar() {}

  static List<StaticAddress> read(List<ConfigObject> entries, Findings findings) {
    List<StaticAddress> statics = new ArrayList<>();
    for (ConfigObject entry : entries) {
      Text at = entry.text("address");
      AddressWithPrefix address = AddressText.parseSloppyWithPrefix(at.text());
      Text gatewayAt = entry.text("gateway");
      Address gateway = RouteGrammar.nextHop(gatewayAt, findings);
      if (address == null) {
        findings.error(
            at,
            "invalid CIDR in addresses: " + Quotation.of(at.text()),
            "write ADDRESS/PREFIX, such as 10.10.0.1/24");
        continue;
      }
      if (gateway != null && gateway.family() != address.address().family()) {
        findings.warning(
            gatewayAt,
            "gateway is of another address family than " + address + ", ignored",
            "write a gateway of the address's family");
        gateway = null;
      }
      if (statics.stream().anyMatch(s -> s.address().equals(address.address()))) {
        findings.warning(at, "named twice in addresses, given once", "remove one of the two");
        continue;
      }
      statics.add(new StaticAddress(address.address(), address.prefixLength(), gateway));
    }
    return statics;
  }
}
