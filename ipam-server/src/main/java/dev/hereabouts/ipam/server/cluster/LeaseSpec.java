package dev.hereabouts.ipam.server.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.election.LeaseRecord;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec} of a Lease. */
final class LeaseSpec {
  private LeaseSpec() {}

  /** Reads the whole Lease that starts at the parser's current token. */
  static LeaseRecord read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    LeaseRecord lease = new LeaseRecord("", 0, null, null, 0);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isSpec = "spec".equals(json.currentName());
      json.nextToken();
      if (isSpec) {
        lease = readSpec(json);
      } else {
        json.skipChildren();
      }
    }
    return lease;
  }

  private static LeaseRecord readSpec(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String holder = "";
    int seconds = 0;
    Instant acquired = null;
    Instant renewed = null;
    int transitions = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "holderIdentity" -> holder = Json.text(json);
        case "leaseDurationSeconds" -> seconds = json.getIntValue();
        case "acquireTime" -> acquired = time(json);
        case "renewTime" -> renewed = time(json);
        case "leaseTransitions" -> transitions = json.getIntValue();
        default -> json.skipChildren();
      }
    }
    return new LeaseRecord(holder, seconds, acquired, renewed, transitions);
  }

  /** A time that is not understood is none: it is for people only. */
  private static @Nullable Instant time(JsonParser json) throws IOException {
    try {
      return Instant.parse(Json.text(json));
    } catch (DateTimeParseException _) {
      return null;
    }
  }
}
