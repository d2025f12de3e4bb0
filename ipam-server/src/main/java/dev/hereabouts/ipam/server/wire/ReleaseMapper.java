package dev.hereabouts.ipam.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What gives addresses back, as the JSON object of {@code POST /v1/release}.
 *
 * <p>The node is not in it: who asks is known by its token, and speaks for its own node.
 */
public final class ReleaseMapper {
  private ReleaseMapper() {}

  /**
   * The request's bytes.
   *
   * @throws IOException when a text in it is no Unicode text
   */
  public static byte[] encode(ReleaseRequest request) throws IOException {
    return Json.encode(json -> write(request, json));
  }

  /** The request, on {@link ReleaseRequest#ANY_NODE}. */
  public static Received<ReleaseRequest> decode(byte[] bytes) throws WireException {
    return Incoming.read(bytes, ReleaseMapper::read);
  }

  private static void write(ReleaseRequest request, JsonGenerator json) throws IOException {
    json.writeStartObject();
    switch (request) {
      case ReleaseRequest.Deleted deleted ->
          writeSandbox("deleted", deleted.containerId(), deleted.ifName(), deleted.arrival(), json);
      case ReleaseRequest.Abandoned abandoned ->
          writeSandbox(
              "abandoned", abandoned.containerId(), abandoned.ifName(), abandoned.attempt(), json);
      case ReleaseRequest.Reclaimed reclaimed -> {
        json.writeStringField("kind", "reclaimed");
        json.writeArrayFieldStart("claims");
        for (ReleaseRequest.Claim claim : reclaimed.claims()) {
          write(claim, json);
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  private static void writeSandbox(
      String kind, String containerId, String ifName, Attempt attempt, JsonGenerator json)
      throws IOException {
    json.writeStringField("kind", kind);
    json.writeStringField("containerId", containerId);
    json.writeStringField("ifName", ifName);
    SandboxForm.writeFields(attempt, json);
  }

  private static void write(ReleaseRequest.Claim claim, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeFields(claim, json);
    json.writeEndObject();
  }

  static void writeFields(ReleaseRequest.Claim claim, JsonGenerator json) throws IOException {
    Json.writeText(json, "space", claim.space());
    json.writeStringField("address", AddressForm.format(claim.address()));
    json.writeStringField("id", claim.id().text());
    json.writeStringField("containerId", claim.containerId());
  }

  private static ReleaseRequest read(Incoming in) throws IOException {
    String kind = null;
    String containerId = null;
    String ifName = null;
    Long epoch = null;
    Long number = null;
    List<ReleaseRequest.Claim> claims = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "kind" -> kind = in.text();
        case "containerId" -> containerId = in.text();
        case "ifName" -> ifName = in.text();
        case "epoch" -> epoch = in.number();
        case "number" -> number = in.number();
        case "claims" -> claims = in.list(ReleaseMapper::readClaim);
        default -> in.unknown();
      }
    }
    return switch (in.required("kind", kind)) {
      case "deleted" ->
          new ReleaseRequest.Deleted(
              in.required("containerId", containerId),
              in.required("ifName", ifName),
              attempt(in, epoch, number));
      case "abandoned" ->
          new ReleaseRequest.Abandoned(
              in.required("containerId", containerId),
              in.required("ifName", ifName),
              attempt(in, epoch, number));
      case "reclaimed" -> new ReleaseRequest.Reclaimed(in.required("claims", claims));
      default -> throw in.unknownKind(kind, "allocator");
    };
  }

  private static Attempt attempt(Incoming in, @Nullable Long epoch, @Nullable Long number)
      throws IOException {
    return new Attempt(in.required("epoch", epoch), in.required("number", number));
  }

  private static ReleaseRequest.Claim readClaim(Incoming in) throws IOException {
    String space = "";
    Address address = null;
    OwnershipId id = null;
    String containerId = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "space" -> space = in.text();
        case "address" -> address = in.address();
        case "id" -> id = OwnershipId.parse(in.text());
        case "containerId" -> containerId = in.text();
        default -> in.unknown();
      }
    }
    return new ReleaseRequest.Claim(
        space,
        in.required("address", address),
        in.required("id", id),
        in.required("containerId", containerId));
  }
}
