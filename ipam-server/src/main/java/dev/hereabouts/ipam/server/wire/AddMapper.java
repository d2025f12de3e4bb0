package dev.hereabouts.ipam.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.List;

/** What an ADD asks, as the JSON object of {@code POST /v1/add}. */
public final class AddMapper {
  private AddMapper() {}

  /**
   * The request's bytes.
   *
   * @throws IOException when a text in it is no Unicode text
   */
  public static byte[] encode(AddRequest request) throws IOException {
    return Json.encode(json -> write(request, json));
  }

  public static Received<AddRequest> decode(byte[] bytes) throws WireException {
    return Incoming.read(bytes, AddMapper::read);
  }

  private static void write(AddRequest request, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeFieldName("pod");
    SandboxForm.write(request.pod(), json);
    json.writeStringField("ifName", request.ifName());
    json.writeFieldName("holder");
    SandboxForm.write(request.holder(), json);
    if (request.retired()) {
      json.writeBooleanField("retired", true);
    }
    Json.writeText(json, "network", request.network());
    Json.writeText(json, "space", request.space());
    json.writeArrayFieldStart("ranges");
    for (RangeRequest range : request.ranges()) {
      RangeForm.write(range, json);
    }
    json.writeEndArray();
    if (!request.statics().isEmpty()) {
      json.writeArrayFieldStart("statics");
      for (StaticAddress fixed : request.statics()) {
        RangeForm.write(fixed, json);
      }
      json.writeEndArray();
    }
    json.writeNumberField("now", request.now());
    json.writeEndObject();
  }

  private static AddRequest read(Incoming in) throws IOException {
    Pod pod = null;
    String ifName = null;
    Holder holder = null;
    boolean retired = false;
    String network = "";
    String space = "";
    List<RangeRequest> ranges = List.of();
    List<StaticAddress> statics = List.of();
    long now = 0;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "pod" -> pod = SandboxForm.readPod(in);
        case "ifName" -> ifName = in.text();
        case "holder" -> holder = SandboxForm.readHolder(in);
        case "retired" -> retired = in.flag();
        case "network" -> network = in.text();
        case "space" -> space = in.text();
        case "ranges" -> ranges = in.list(RangeForm::readRange);
        case "statics" -> statics = in.list(RangeForm::readStatic);
        case "now" -> now = in.number();
        default -> in.unknown();
      }
    }
    return new AddRequest(
        in.required("pod", pod),
        in.required("ifName", ifName),
        in.required("holder", holder),
        retired,
        network,
        space,
        ranges,
        statics,
        now);
  }
}
