package dev.hereabouts.ipam.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;

/** The leader's reply to an ADD or a release as a JSON object. */
public final class ReplyMapper {
  private ReplyMapper() {}

  /**
   * The reply's bytes.
   *
   * @throws IOException when a text in it is no Unicode text
   */
  public static byte[] encode(Reply reply) throws IOException {
    return Json.encode(json -> write(reply, json));
  }

  public static Received<Reply> decode(byte[] bytes) throws WireException {
    return Incoming.read(bytes, in -> new ReplyReading().read(in));
  }

  private static void write(Reply reply, JsonGenerator json) throws IOException {
    json.writeStartObject();
    switch (reply) {
      case Reply.Assigned(var addresses) -> {
        json.writeStringField("kind", "assigned");
        json.writeArrayFieldStart("addresses");
        for (Reply.AssignedAddress address : addresses) {
          write(address, json);
        }
        json.writeEndArray();
      }
      case Reply.Released(var entries) -> {
        json.writeStringField("kind", "released");
        json.writeArrayFieldStart("entries");
        for (Entry entry : entries) {
          EntryMapper.write(entry, json);
        }
        json.writeEndArray();
      }
      case Reply.PoolExhausted(PoolId pool, RangeRequest range, var givable, var own) -> {
        json.writeStringField("kind", "pool-exhausted");
        json.writeStringField("pool", AddressForm.format(pool.cidr()));
        Json.writeText(json, "space", pool.space());
        writeRange(range, json);
        json.writeStringField("givable", givable.toString());
        json.writeStringField("own", own.toString());
      }
      case Reply.AddressTaken(Address address, Entry by) -> {
        json.writeStringField("kind", "address-taken");
        json.writeStringField("address", AddressForm.format(address));
        writeEntry(by, json);
      }
      case Reply.AddressNotAllowed(Address address, RangeRequest range, var obstacle) -> {
        json.writeStringField("kind", "address-not-allowed");
        json.writeStringField("address", AddressForm.format(address));
        writeRange(range, json);
        json.writeStringField("obstacle", ObstacleForm.text(obstacle));
      }
      case Reply.SandboxReplaced(String containerId, Entry entry) -> {
        json.writeStringField("kind", "sandbox-replaced");
        json.writeStringField("containerId", containerId);
        writeEntry(entry, json);
      }
      case Reply.Unavailable(String reason) -> {
        json.writeStringField("kind", "unavailable");
        json.writeStringField("reason", reason);
      }
    }
    json.writeEndObject();
  }

  private static void write(Reply.AssignedAddress assigned, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", AddressForm.format(assigned.address()));
    json.writeNumberField("prefixLength", assigned.prefixLength());
    RangeForm.writeAddress(json, "gateway", assigned.gateway());
    json.writeEndObject();
  }

  private static void writeRange(RangeRequest range, JsonGenerator json) throws IOException {
    json.writeFieldName("range");
    RangeForm.write(range, json);
  }

  private static void writeEntry(Entry entry, JsonGenerator json) throws IOException {
    json.writeFieldName("entry");
    EntryMapper.write(entry, json);
  }
}
