package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place of each address that a pod asks for.
 *
 * <p>An address in a range's network is a request in the first such range that has none yet, and
 * the range then gives this address and no other. When all of them have one, the pod gets a further
 * address of the range. An address outside every range is one more static address.
 */
final class RequestedAddresses {
  private static final String REMEDY =
      "write an address with or without prefix length, such as 10.0.0.5/24";

  private final List<RangeRequest> ranges;
  private final List<StaticAddress> statics;
  private final Findings findings;
  private final Set<Address> placed = new HashSet<>();

  /** Places into these two lists, which are changed. */
  RequestedAddresses(List<RangeRequest> ranges, List<StaticAddress> statics, Findings findings) {
    this.ranges = ranges;
    this.statics = statics;
    this.findings = findings;
  }

  /** The address of this text, leading zeros allowed and the prefix length optional, or null. */
  static @Nullable RequestedAddress read(Text at) {
    if (at.text().indexOf('/') < 0) {
      Address address = AddressText.parseSloppy(at.text());
      return address == null ? null : new RequestedAddress(address, null, at.path());
    }
    AddressWithPrefix whole = AddressText.parseSloppyWithPrefix(at.text());
    return whole == null
        ? null
        : new RequestedAddress(whole.address(), whole.prefixLength(), at.path());
  }

  /** The addresses asked for, from the place that takes precedence. */
  static List<RequestedAddress> choose(ConfigObject netconf, CniArgs args, Findings findings) {
    List<RequestedAddress> runtime = read(netconf.object("runtimeConfig").texts("ips"), findings);
    List<RequestedAddress> ofArgs =
        read(netconf.object("args").object("cni").texts("ips"), findings);
    List<RequestedAddress> chosen = List.of();
    for (List<RequestedAddress> place : List.of(runtime, ofArgs, args.ips())) {
      if (chosen.isEmpty()) {
        chosen = place;
      } else {
        warnOfOverruled(place, chosen, findings);
      }
    }
    return chosen;
  }

  private static List<RequestedAddress> read(List<Text> texts, Findings findings) {
    List<RequestedAddress> ips = new ArrayList<>();
    for (Text at : texts) {
      RequestedAddress ip = read(at);
      if (ip == null) {
        findings.error(at, "invalid CIDR or IP address", REMEDY);
      } else {
        ips.add(ip);
      }
    }
    return ips;
  }

  private static void warnOfOverruled(
      List<RequestedAddress> place, List<RequestedAddress> chosen, Findings findings) {
    for (RequestedAddress ip : place) {
      if (chosen.stream().noneMatch(c -> c.address().equals(ip.address()))) {
        findings.warning(
            ip.path(),
            ip.text(),
            "ignored, because " + chosen.getFirst().path() + " takes precedence",
            "ask for addresses in one place only");
      }
    }
  }

  void place(List<RequestedAddress> requested) {
    for (RequestedAddress ip : requested) {
      if (!placed.add(ip.address())) {
        findings.warning(ip.path(), ip.text(), "asked for twice, given once", "ask for it once");
      } else if (statics.stream().anyMatch(s -> s.address().equals(ip.address()))) {
        findings.warning(ip.path(), ip.text(), "is a static address already", "do not ask for it");
      } else {
        place(ip);
      }
    }
  }

  private void place(RequestedAddress ip) {
    RangeRequest taken = null;
    for (int i = 0; i < ranges.size(); i++) {
      RangeRequest range = ranges.get(i);
      if (range.cidr().contains(ip.address())) {
        if (range.requested() == null) {
          warnOfPrefix(ip, range);
          ranges.set(i, range.requesting(ip.address()));
          return;
        }
        taken = taken == null ? range : taken;
      }
    }
    if (taken != null) {
      warnOfPrefix(ip, taken);
      ranges.add(taken.requesting(ip.address()));
    } else {
      placeOutside(ip);
    }
  }

  private void placeOutside(RequestedAddress ip) {
    if (ip.prefixLength() != null) {
      statics.add(new StaticAddress(ip.address(), ip.prefixLength(), null));
      return;
    }
    findings.error(
        ip.path().startsWith("CNI_ARGS") ? Findings.BAD_ENVIRONMENT : Findings.BAD_CONFIGURATION,
        ip.path(),
        ip.text(),
        "invalid CIDR: the address is in no range of the network and has no prefix length",
        "ask for an address of a range, or write the prefix length behind it");
  }

  private void warnOfPrefix(RequestedAddress ip, RangeRequest range) {
    if (ip.prefixLength() != null && ip.prefixLength() != range.cidr().prefixLength()) {
      findings.warning(
          ip.path(),
          ip.text(),
          "given with the prefix length of its range, " + AddressText.format(range.cidr()),
          "leave the prefix length out");
    }
  }

  /** Gives every static address whose network holds one of these gateways that gateway. */
  void placeGateways(List<Address> gateways) {
    for (Address gateway : gateways) {
      boolean used = false;
      for (int i = 0; i < statics.size(); i++) {
        StaticAddress at = statics.get(i);
        if (at.cidr().contains(gateway)) {
          statics.set(i, new StaticAddress(at.address(), at.prefixLength(), gateway));
          used = true;
        }
      }
      if (!used) {
        findings.warning(
            "CNI_ARGS.GATEWAY",
            AddressText.format(gateway),
            "is in no static address's network, ignored",
            "set the gateway of a range in the network's configuration");
      }
    }
  }
}
