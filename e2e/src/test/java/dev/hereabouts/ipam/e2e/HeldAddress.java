package dev.hereabouts.ipam.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;

/**
 * An entry as {@code GET /v1/entries} and the blocks of a cluster tell it.
 *
 * @param pool a network, or, from a block, an address in it with its prefix length
 */
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
        entry.get("holder").path("containerId").asText(),
        entry.path("ifName").asText(),
        entry.path("id").asText(),
        entry.path("since").asLong());
  }

  /** An entry of a block of a cluster: an address with the range's prefix length, then words. */
  static HeldAddress ofBlock(String space, String line) {
    String[] words = line.split(" ", -1);
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      values.put(
          words[i].substring(0, equals),
          URLDecoder.decode(words[i].substring(equals + 1).replace("+", "%2B"), UTF_8));
    }
    int slash = words[0].indexOf('/');
    return new HeldAddress(
        space,
        words[0].substring(0, slash),
        words[0],
        values.getOrDefault("kind", "ordinary"),
        values.getOrDefault("uid", ""),
        values.getOrDefault("node", ""),
        values.getOrDefault("container", ""),
        values.getOrDefault("if", ""),
        values.getOrDefault("id", ""),
        Long.parseLong(values.getOrDefault("since", "0")));
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
