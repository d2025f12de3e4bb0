package dev.hereabouts.ipam.e2e;

import com.fasterxml.jackson.databind.JsonNode;

/** An entry as {@code GET /v1/entries} and the blocks of a cluster tell it. */
record HeldAddress(
    String space,
    String address,
    String pool,
    String kind,
    String podUid,
    String node,
    String containerId,
    String ifName,
    String id,
    long since) {
  static HeldAddress of(String line) {
    JsonNode entry = Json.parse(line);
    return new HeldAddress(
        entry.path("space").asText(),
        entry.get("address").textValue(),
        entry.get("pool").textValue(),
        entry.get("kind").textValue(),
        entry.path("pod").path("uid").asText(),
        entry.path("holder").path("node").asText(),
        entry.get("holder").get("containerId").textValue(),
        entry.path("ifName").asText(),
        entry.path("id").asText(),
        entry.path("since").asLong());
  }

  boolean isOf(Attachment attachment) {
    return containerId.equals(attachment.containerId()) && ifName.equals(attachment.ifName());
  }

  boolean isOrdinary() {
    return kind.equals("ordinary");
  }

  /** What no two ordinary entries may share. */
  String place() {
    return space + " " + address;
  }
}
