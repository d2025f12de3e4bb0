package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.config.JsonReader.MalformedJsonException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reading of a network configuration whose name and version are good. */
final class NetworkConfigReading {
  private final CniCommand command;
  private final Map<String, Object> members;
  private final CniArgs args;
  private final Findings findings = new Findings();

  /** Findings on which a GC does not depend. */
  private final Findings ofIpam = new Findings();

  NetworkConfigReading(CniCommand command, Map<String, Object> members, CniArgs args) {
    this.command = command;
    this.members = members;
    this.args = args;
  }

  Parsed read(CniVersion version, String name, FlatFiles flatFiles) {
    ConfigObject netconf = new ConfigObject(members, "", findings, null);
    OutsideIpam outside =
        new OutsideIpam(
            version,
            name,
            RequestedAddresses.choose(new ConfigObject(members, "", ofIpam, null), args, ofIpam),
            args.gateways(),
            command == CniCommand.CHECK ? PreviousResult.read(netconf, findings) : null,
            command == CniCommand.GC ? ValidAttachments.read(netconf, findings) : null);
    NetworkConfig config = readIpam(outside, flatFiles);
    findings.addAll(command == CniCommand.GC ? ofIpam.tolerated() : ofIpam.all());
    return findings.hasErrors()
        ? new Parsed.Invalid(findings.all(), name, version.text())
        : new Parsed.Valid(config, findings.all());
  }

  private NetworkConfig readIpam(OutsideIpam outside, FlatFiles flatFiles) {
    ConfigObject netconf = new ConfigObject(members, "", ofIpam, null);
    if (!netconf.has("ipam")) {
      ofIpam.error(
          "ipam",
          "",
          "IPAM config missing 'ipam' key",
          "add an ipam object to the plugin's configuration; a list of plugins is not accepted");
      return nothing(outside);
    }
    boolean isObject = netconf.hasObject("ipam");
    ConfigObject ipam = netconf.object("ipam").over(defaults(flatFiles));
    IpamGrammar grammar = new IpamGrammar(ipam, ofIpam);
    if (!isObject || !grammar.isOfKnownType()) {
      return nothing(outside);
    }
    switch (command) {
      case ADD, STATUS -> grammar.requireAddresses(outside.requested());
      case DEL, CHECK, GC, VERSION -> {}
    }
    return grammar.read(outside);
  }

  /** The configuration that there is when nothing of {@code ipam} can be used. */
  private static NetworkConfig nothing(OutsideIpam outside) {
    Findings unheard = new Findings();
    return new IpamGrammar(new ConfigObject(Map.of(), "ipam", unheard, null), unheard)
        .read(outside);
  }

  private @Nullable ConfigObject defaults(FlatFiles flatFiles) {
    return switch (flatFiles.find(configurationPath())) {
      case FlatFiles.Found.Nothing() -> null;
      case FlatFiles.Found.Content(FlatFile file) -> defaults(file);
      case FlatFiles.Found.Unusable(String path, String reason, String remedy) -> {
        boolean named = path.equals(configurationPath());
        ofIpam.error(named ? "ipam.configuration_path" : path, named ? path : "", reason, remedy);
        yield null;
      }
    };
  }

  /** What the network itself says: it is read again later, with its findings. */
  private String configurationPath() {
    return new ConfigObject(members, "", new Findings(), null)
        .object("ipam")
        .text("configuration_path")
        .text();
  }

  private @Nullable ConfigObject defaults(FlatFile file) {
    try {
      return new ConfigObject(
          JsonReader.readObject(file.content()), file.path() + ":", ofIpam, null);
    } catch (MalformedJsonException e) {
      ofIpam.error(
          file.path(),
          "",
          "no valid file of defaults: " + e.getMessage(),
          "let the file hold one ipam object, or remove it");
      return null;
    }
  }
}
