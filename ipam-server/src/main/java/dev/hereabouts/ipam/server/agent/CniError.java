package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.config.CniVersion;
import dev.hereabouts.ipam.core.config.Finding;
import dev.hereabouts.ipam.core.config.Severity;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A failed call as the caller gets it (CNI specification, "Error"). */
record CniError(int code, String message, String details) {

  static CniError of(CniErrorCode code, String message, String details) {
    return new CniError(code.number(), message, details);
  }

  /** What is wrong with a call's input: the first error is the message, the others the details. */
  static CniError of(List<Finding> findings, String about) {
    List<Finding> errors =
        findings.stream().filter(finding -> finding.severity() == Severity.ERROR).toList();
    Finding first = errors.getFirst();
    String others =
        errors.stream()
            .map(Finding::text)
            .distinct()
            .skip(1)
            .collect(Collectors.joining("; also "));
    return new CniError(first.cniCode(), about + first.text(), others);
  }

  /**
   * The answer with this error.
   *
   * @param version the configuration's version where it is known, else the newest is used
   */
  CniAnswer answer(@Nullable String version) {
    String cniVersion = version == null ? CniVersion.V1_1_0.text() : version;
    return CniAnswer.failure(
        code,
        CniJson.object(json -> {
          json.writeStringField("cniVersion", cniVersion);
          json.writeNumberField("code", code);
          json.writeStringField("msg", message);
          if (!details.isEmpty()) {
            json.writeStringField("details", details);
          }
        }));
  }

  String text() {
    return details.isEmpty() ? message : message + "; " + details;
  }
}
