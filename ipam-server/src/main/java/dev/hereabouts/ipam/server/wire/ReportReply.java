package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;

/**
 * The answer to a report.
 *
 * @param againMillis after which time the agent is to report again at the latest
 * @param outdated whether the report names what the leader does not hold for this node: the agent
 *     is to ask for its entries again
 */
public record ReportReply(long againMillis, boolean outdated) {

  /** The JSON object. */
  public byte[] encode() {
    return Json.inMemory(json -> {
      json.writeStartObject();
      json.writeNumberField("againMillis", againMillis);
      if (outdated) {
        json.writeBooleanField("outdated", true);
      }
      json.writeEndObject();
    });
  }

  /** The answer that these bytes are. */
  public static Received<ReportReply> decode(byte[] bytes) throws WireException {
    return Incoming.read(bytes, ReportReply::read);
  }

  private static ReportReply read(Incoming in) throws IOException {
    Long again = null;
    boolean outdated = false;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "againMillis" -> again = in.number();
        case "outdated" -> outdated = in.flag();
        default -> in.unknown();
      }
    }
    return new ReportReply(in.required("againMillis", again), outdated);
  }
}
