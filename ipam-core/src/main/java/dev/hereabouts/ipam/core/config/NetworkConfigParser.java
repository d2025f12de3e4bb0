package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.config.JsonReader.MalformedJsonException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes on a CNI call's stdin into a network configuration or findings.
 *
 * <p>An error in the JSON, the name or the version, in this order, stops the reading. After that
 * all findings are collected. Nothing is tolerated in silence: what is ignored is a warning.
 */
public final class NetworkConfigParser {
  private NetworkConfigParser() {}

  /** As {@link #parse(CniCommand, byte[], CniArgs, FlatFiles)}, without a file of defaults. */
  public static Parsed parse(CniCommand command, byte[] stdin, CniArgs args) {
    return parse(command, stdin, args, FlatFiles.NONE);
  }

  /** As {@link #parse(CniCommand, byte[], CniArgs, FlatFiles)}, with this file of defaults. */
  public static Parsed parse(
      CniCommand command, byte[] stdin, CniArgs args, @Nullable FlatFile flatFile) {
    FlatFiles.Found found =
        flatFile == null ? new FlatFiles.Found.Nothing() : new FlatFiles.Found.Content(flatFile);
    return parse(command, stdin, args, _ -> found);
  }

  /**
   * The configuration of an ADD, CHECK, GC or STATUS.
   *
   * <p>A GC needs a good name, version and list of attachments only; other errors are warnings.
   *
   * @param flatFiles asked once, when name and version are good
   */
  public static Parsed parse(CniCommand command, byte[] stdin, CniArgs args, FlatFiles flatFiles) {
    Findings ofJson = new Findings();
    Map<String, Object> members = readJson(stdin, ofJson);
    if (members == null) {
      return new Parsed.Invalid(ofJson.all(), "", null);
    }
    Findings ofName = new Findings();
    Findings ofVersion = new Findings();
    NetworkHeader header = NetworkHeader.read(members, ofName, ofVersion);
    CniVersion version = header.version();
    if (ofName.hasErrors()) {
      return new Parsed.Invalid(ofName.all(), "", header.versionText());
    }
    if (version == null) {
      return new Parsed.Invalid(ofVersion.all(), header.name(), null);
    }
    if (!command.isIn(version)) {
      return new Parsed.Invalid(List.of(notIn(version, command)), header.name(), version.text());
    }
    return new NetworkConfigReading(command, members, args).read(version, header.name(), flatFiles);
  }

  private static Finding notIn(CniVersion version, CniCommand command) {
    CniVersion first = command == CniCommand.CHECK ? CniVersion.V0_4_0 : CniVersion.V1_1_0;
    return new Finding(
        Severity.ERROR,
        Findings.INCOMPATIBLE_VERSION,
        "cniVersion",
        version.text(),
        "config version does not allow " + command,
        "use " + first + " or later");
  }

  /**
   * What a DEL needs of its configuration: that it is a JSON object with a name. Whatever else is
   * wrong with it never keeps an address from being released.
   */
  public static ParsedDelete parseForDelete(byte[] stdin) {
    Findings findings = new Findings();
    Map<String, Object> members = readJson(stdin, findings);
    if (members == null) {
      return new ParsedDelete.Invalid(findings.all(), null);
    }
    Findings ofVersion = new Findings();
    NetworkHeader header = NetworkHeader.read(members, findings, ofVersion);
    if (findings.hasErrors()) {
      return new ParsedDelete.Invalid(findings.all(), header.versionText());
    }
    return new ParsedDelete.Valid(header.name(), header.version(), ofVersion.tolerated());
  }

  private static @Nullable Map<String, Object> readJson(byte[] stdin, Findings findings) {
    try {
      return JsonReader.readObject(stdin);
    } catch (MalformedJsonException e) {
      findings.error(
          Findings.NOT_DECODED,
          "stdin",
          "",
          "no valid network configuration: " + e.getMessage(),
          "hand in one JSON object");
      return null;
    }
  }
}
