package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.config.CniVersion;

/** The answer to the verb VERSION, for callers other than the shim, which knows it itself. */
final class CniVersions {
  private CniVersions() {}

  static CniAnswer answer() {
    return CniAnswer.success(
        CniJson.object(json -> {
          json.writeStringField("cniVersion", CniVersion.V1_1_0.text());
          json.writeArrayFieldStart("supportedVersions");
          for (String version : CniVersion.texts()) {
            json.writeString(version);
          }
          json.writeEndArray();
        }));
  }
}
