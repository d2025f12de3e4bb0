package dev.hereabouts.ipam.core.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the addresses of {@code prevResult}: the list {@code ips}, and {@code ip4} and {@code ip6}
 * of CNI 0.1.0 and 0.2.0.
 */
final class PreviousResult {
  private PreviousResult() {}

  /** The addresses in their order, or null when there is no prevResult. */
  static @Nullable List<AddressWithPrefix> read(ConfigObject netconf, Findings findings) {
    if (!netconf.has("prevResult")) {
      return null;
    }
    ConfigObject result = netconf.object("prevResult");
    List<Text> texts = new ArrayList<>();
    for (String slot : List.of("ip4", "ip6")) {
      ConfigObject ip = result.object(slot);
      if (result.hasObject(slot)) {
        texts.add(ip.text("ip"));
      }
    }
    for (ConfigObject ip : result.objects("ips")) {
      texts.add(ip.text("address"));
    }
    List<AddressWithPrefix> addresses = new ArrayList<>();
    for (Text at : texts) {
      AddressWithPrefix address = AddressText.parseStrictWithPrefix(at.text());
      if (address == null) {
        findings.error(
            at,
            "invalid CIDR address: " + Quotation.of(at.text()),
            "hand in the result of the ADD as it was");
      } else {
        addresses.add(address);
      }
    }
    return addresses;
  }
}
