package dev.hereabouts.ipam.core.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short ways to write configurations down and read them, for tests. */
final class ConfigTexts {
  private ConfigTexts() {}

  /** A network of CNI 1.1.0 with these members of its ipam object; ' stands for ". */
  static String network(String ipam) {
    return "{'cniVersion':'1.1.0','name':'net-a','ipam':{'type':'whereabouts'"
        + (ipam.isEmpty() ? "" : "," + ipam)
        + "}}";
  }

  /** As {@link #network}, with further members of the network itself. */
  static String network(String ipam, String more) {
    return network(ipam).replaceFirst("\\{", "{" + more + ",");
  }

  static Parsed parse(CniCommand command, String text, String args, @Nullable String defaults) {
    return NetworkConfigParser.parse(
        command,
        bytes(text),
        args(args),
        defaults == null ? null : new FlatFile("/etc/defaults.conf", bytes(defaults)));
  }

  /** The configuration for an ADD, which must be valid. */
  static NetworkConfig add(String text) {
    return add(text, "");
  }

  static NetworkConfig add(String text, String args) {
    return valid(parse(CniCommand.ADD, text, args, null));
  }

  static NetworkConfig valid(Parsed parsed) {
    return switch (parsed) {
      case Parsed.Valid(var config, _) -> config;
      case Parsed.Invalid invalid -> throw new AssertionError(invalid.toString());
    };
  }

  static List<Finding> findings(Parsed parsed) {
    return switch (parsed) {
      case Parsed.Valid(_, var warnings) -> warnings;
      case Parsed.Invalid(var findings, _, _) -> findings;
    };
  }

  /** The content of CNI_ARGS, which must be without errors. */
  static CniArgs args(String text) {
    Findings findings = new Findings();
    CniArgs args = CniArgsGrammar.read(text, findings);
    if (!findings.all().isEmpty()) {
      throw new AssertionError(findings.all().toString());
    }
    return args;
  }

  static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
