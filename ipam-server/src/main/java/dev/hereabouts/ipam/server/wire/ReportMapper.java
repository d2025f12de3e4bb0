package dev.hereabouts.ipam.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sandboxes of a node that are no more, as the JSON object of {@code POST /v1/report}. */
public final class ReportMapper {
  private static final String NAMESPACE_GONE = "namespace-gone";
  private static final String EARLIER_BOOT = "earlier-boot";

  private ReportMapper() {}

  /**
   * The report's bytes.
   *
   * @throws IOException when a text in it is no Unicode text
   */
  public static byte[] encode(Collection<LostSandbox> sandboxes) throws IOException {
    return Json.encode(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("lost");
      for (LostSandbox sandbox : sandboxes) {
        write(sandbox, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  /** What a report tells; a sandbox that is lost in a way that is not known here is left out. */
  public static Received<List<LostSandbox>> decode(byte[] bytes) throws WireException {
    return Incoming.read(bytes, ReportMapper::read);
  }

  private static void write(LostSandbox sandbox, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "how",
        switch (sandbox.state()) {
          case GONE -> NAMESPACE_GONE;
          case EARLIER_BOOT -> EARLIER_BOOT;
          case PRESENT, UNKNOWN -> throw new IllegalStateException(sandbox.toString());
        });
    ReleaseMapper.writeFields(sandbox.claim(), json);
    json.writeEndObject();
  }

  private static List<LostSandbox> read(Incoming in) throws IOException {
    List<LostSandbox> known = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "lost" -> {
          known = new ArrayList<>();
          for (List<LostSandbox> one : in.list(ReportMapper::readOne)) {
            known.addAll(one);
          }
        }
        default -> in.unknown();
      }
    }
    return in.required("lost", known);
  }

  /** One sandbox, or none. */
  private static List<LostSandbox> readOne(Incoming in) throws IOException {
    String how = null;
    String space = "";
    Address address = null;
    OwnershipId id = null;
    String containerId = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "how" -> how = in.text();
        case "space" -> space = in.text();
        case "address" -> address = in.address();
        case "id" -> id = OwnershipId.parse(in.text());
        case "containerId" -> containerId = in.text();
        default -> in.unknown();
      }
    }
    SandboxState state = state(in.required("how", how));
    ReleaseRequest.Claim claim =
        new ReleaseRequest.Claim(
            space,
            in.required("address", address),
            in.required("id", id),
            in.required("containerId", containerId));
    return state == null ? List.of() : List.of(new LostSandbox(claim, state));
  }

  private static @Nullable SandboxState state(String how) {
    return switch (how) {
      case NAMESPACE_GONE -> SandboxState.GONE;
      case EARLIER_BOOT -> SandboxState.EARLIER_BOOT;
      default -> null;
    };
  }
}
