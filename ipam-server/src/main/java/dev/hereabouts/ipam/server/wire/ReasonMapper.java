package dev.hereabouts.ipam.server.wire;

import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Why a request was not served, as the JSON object that goes with every status but 200. */
public final class ReasonMapper {
  private static final int MAX_QUOTED = 200;

  private ReasonMapper() {}

  public static byte[] encode(String reason) {
    return Json.inMemory(json -> {
      json.writeStartObject();
      json.writeStringField("reason", reason);
      json.writeEndObject();
    });
  }

  /** The reason; of anything else, which no leader wrote, its start. */
  public static String decode(byte[] bytes) {
    try {
      return Incoming.read(bytes, ReasonMapper::read).message();
    } catch (WireException e) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.substring(0, Math.min(text.length(), MAX_QUOTED));
    }
  }

  private static String read(Incoming in) throws IOException {
    String reason = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "reason" -> reason = in.text();
        default -> in.unknown();
      }
    }
    return in.required("reason", reason);
  }
}
