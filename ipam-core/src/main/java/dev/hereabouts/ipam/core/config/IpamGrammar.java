package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Family;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The grammar of the {@code ipam} object, after the node's file of defaults was put under it. */
final class IpamGrammar {
  /** Keys of whereabouts that mean nothing here. */
  private static final Set<String> UNUSED =
      Set.of(
          "name",
          "kubernetes",
          "datastore",
          "etcd_host",
          "etcd_username",
          "etcd_password",
          "etcd_key_file",
          "etcd_cert_file",
          "etcd_ca_cert_file",
          "leader_lease_duration",
          "leader_renew_deadline",
          "leader_retry_period",
          "sleep_for_race",
          "reconciler_cron_expression");

  private static final Set<String> TYPES = Set.of("whereabouts", "hereabouts");
  private static final Set<String> LOG_LEVELS = Set.of("debug", "verbose", "error", "panic");
  private static final Pattern SPACE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private final ConfigObject ipam;
  private final Findings findings;

  IpamGrammar(ConfigObject ipam, Findings findings) {
    this.ipam = ipam;
    this.findings = findings;
  }

  /** Whether the object is for this plugin; if not, nothing else of it is worth a look. */
  boolean isOfKnownType() {
    Text type = ipam.text("type");
    if (TYPES.contains(type.text())) {
      return true;
    }
    findings.error(
        type,
        "only networks whose IPAM type is 'whereabouts' or 'hereabouts' are served here",
        "correct the type, or install the plugin that it names");
    return false;
  }

  /** The configuration, without what is wrong in it. */
  NetworkConfig read(OutsideIpam outside) {
    boolean overlapping = ipam.ownFlag("enable_overlapping_ranges", true);
    List<RangeRequest> ranges = RangeList.read(ipam, !overlapping, findings);
    List<StaticAddress> statics = StaticGrammar.read(ipam.objects("addresses"), findings);
    Integer nodeSliceSize = NodeSliceGrammar.read(ipam.text("node_slice_size"), ranges, findings);
    if (nodeSliceSize != null && !ranges.isEmpty()) {
      ranges.set(0, ranges.getFirst().sliced(nodeSliceSize));
    }
    RequestedAddresses requests = new RequestedAddresses(ranges, statics, findings);
    requests.place(outside.requested());
    requests.placeGateways(outside.gateways());
    for (Family family : Family.values()) {
      checkNumberOf(family, outside.version(), ranges, statics);
    }
    NetworkConfig config =
        new NetworkConfig(
            outside.version(),
            outside.name(),
            ranges,
            statics,
            RouteGrammar.read(ipam.objects("routes"), findings),
            dns(ipam.object("dns")),
            space(ipam.text("network_name")),
            overlapping,
            nodeSliceSize,
            ipam.text("log_file").text(),
            logLevel(ipam.text("log_level")),
            ipam.text("configuration_path").text(),
            outside.requested(),
            outside.prevResult(),
            outside.validAttachments());
    warnOfUnusedKeys();
    ipam.warnOfUnknownKeys();
    return config;
  }

  /** An error when there is nothing that an ADD could give. */
  void requireAddresses(List<RequestedAddress> requested) {
    if (requested.isEmpty()
        && ipam.isUnset("range")
        && ipam.isUnset("ipRanges")
        && ipam.isUnset("addresses")) {
      findings.error(
          ipam.path(),
          "",
          "no address to give: neither range nor ipRanges nor addresses is set",
          "set ipam.range, such as \"range\": \"10.0.0.0/24\"");
    }
  }

  /** Results of CNI 0.1.0 and 0.2.0 have one slot for each family. */
  private void checkNumberOf(
      Family family, CniVersion version, List<RangeRequest> ranges, List<StaticAddress> statics) {
    if (!version.hasOneAddressPerFamily()) {
      return;
    }
    List<Address> named =
        statics.stream().map(StaticAddress::address).filter(a -> a.family() == family).toList();
    long ofRanges = ranges.stream().filter(r -> r.cidr().family() == family).count();
    if (named.size() > 1) {
      findings.error(
          "cniVersion",
          version.text(),
          "CNI version "
              + version
              + " does not support more than 1 address per family, but these are given: "
              + String.join(", ", named.stream().map(AddressText::format).toList()),
          "set cniVersion to 0.3.0 or later");
    } else if (named.size() + ofRanges > 1) {
      findings.warning(
          "cniVersion",
          version.text(),
          "the result names the first address of each family only",
          "set cniVersion to 0.3.0 or later");
    }
  }

  private static Dns dns(ConfigObject dns) {
    return new Dns(
        plain(dns.texts("nameservers")),
        dns.text("domain").text(),
        plain(dns.texts("search")),
        plain(dns.texts("options")));
  }

  private static List<String> plain(List<Text> texts) {
    return texts.stream().map(Text::text).toList();
  }

  private String space(Text at) {
    if (!at.isEmpty() && !SPACE.matcher(at.text()).matches()) {
      findings.error(
          at,
          "invalid network_name",
          "write lower case letters, digits, - and ., with a letter or digit at both ends");
    }
    return at.text();
  }

  private String logLevel(Text at) {
    String level = at.text().toLowerCase(Locale.ROOT);
    if (at.isEmpty() || LOG_LEVELS.contains(level)) {
      return level;
    }
    findings.warning(at, "unknown log level, ignored", "write debug, verbose, error or panic");
    return "";
  }

  private void warnOfUnusedKeys() {
    List<String> unused = ipam.namesOf(UNUSED);
    if (!unused.isEmpty()) {
      findings.warning(
          ipam.path(),
          String.join(", ", unused),
          "accepted for whereabouts' sake and not used",
          "they may stay");
    }
  }
}
