package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.server.json.Json;

/**
 * Who leads: the answer to {@code GET /v1/leader}.
 *
 * @param epoch counts the leaderships
 * @param protocol see {@link Protocol#VERSION}
 */
public record LeaderInfo(String identity, long epoch, int protocol) {

  /** The JSON object. */
  public byte[] encode() {
    return Json.inMemory(json -> {
      json.writeStartObject();
      json.writeStringField("identity", identity);
      json.writeNumberField("epoch", epoch);
      json.writeNumberField("protocol", protocol);
      json.writeEndObject();
    });
  }
}
