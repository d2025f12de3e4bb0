package dev.hereabouts.ipam.core.config;

import static dev.hereabouts.ipam.core.config.Findings.INCOMPATIBLE_VERSION;
import static dev.hereabouts.ipam.core.config.Findings.NOT_DECODED;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every network configuration begins with (CNI specification, "Network configuration format").
 *
 * @param name the network's name, "" when it is not usable
 * @param version the version, or null when it is not a known one
 */
record NetworkHeader(String name, @Nullable CniVersion version) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.\\-]*");

  /** That of an object of Kubernetes; it is stored with every address of the network. */
  private static final int MAX_NAME = 253;

  /** The header; what is wrong goes to one collection for each of its keys. */
  static NetworkHeader read(Map<String, Object> netconf, Findings ofName, Findings ofVersion) {
    return new NetworkHeader(
        name(new ConfigObject(netconf, "", ofName, null), ofName),
        version(new ConfigObject(netconf, "", ofVersion, null), ofVersion));
  }

  @Nullable String versionText() {
    return version == null ? null : version.text();
  }

  private static String name(ConfigObject netconf, Findings findings) {
    Text at = netconf.text("name");
    if (at.text().length() > MAX_NAME) {
      findings.error(at, "network name is too long", "use at most " + MAX_NAME + " characters");
    } else if (NAME.matcher(at.text()).matches()) {
      return at.text();
    } else if (!at.isEmpty()) {
      findings.error(
          at,
          "invalid characters found in network name",
          "begin with a letter or digit and go on with letters, digits, _, . and -");
    } else {
      findings.error(at, "missing network name", "give the network a name");
    }
    return "";
  }

  private static @Nullable CniVersion version(ConfigObject netconf, Findings findings) {
    Text at = netconf.text("cniVersion", NOT_DECODED);
    if (findings.hasErrors()) {
      return null;
    }
    CniVersion version = CniVersion.of(at.text());
    if (version == null) {
      findings.error(
          INCOMPATIBLE_VERSION,
          at.path(),
          at.text(),
          "incompatible CNI versions",
          "use one of " + String.join(", ", CniVersion.texts()));
    }
    return version;
  }
}
