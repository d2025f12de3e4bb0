package dev.hereabouts.ipam.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hereabouts.ipam.controlplane.KubernetesApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An entry as a HereaboutsBlock has it. */
record StoredEntry(
    String address,
    String pool,
    String kind,
    String podUid,
    String containerId,
    String ifName,
    String node) {

  /** All entries of a space; each block's count must be right. */
  static List<StoredEntry> of(KubernetesApi api, String space)
      throws IOException, InterruptedException {
    List<StoredEntry> all = new ArrayList<>();
    for (JsonNode block : blocks(api, space)) {
      JsonNode spec = block.path("spec");
      if (spec.path("used").asInt(-1) != spec.path("entries").size()) {
        throw new AssertionError("used does not count the entries: " + block);
      }
      spec.path("entries").forEach(text -> all.add(of(Json.parse(text.textValue()))));
    }
    return all;
  }

  /** The HereaboutsBlocks of a space. */
  static List<JsonNode> blocks(KubernetesApi api, String space)
      throws IOException, InterruptedException {
    List<JsonNode> blocks = new ArrayList<>();
    for (JsonNode block :
        Json.parse(api.get(ApiRequest.BLOCKS).successful().body()).path("items")) {
      if (block.path("spec").path("space").asText("").equals(space)) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  private static StoredEntry of(JsonNode entry) {
    JsonNode holder = entry.path("holder");
    return new StoredEntry(
        entry.get("address").textValue(),
        entry.get("pool").textValue(),
        entry.path("kind").asText("ordinary"),
        entry.path("pod").path("uid").asText(),
        holder.get("containerId").textValue(),
        entry.get("ifName").textValue(),
        holder.path("node").asText());
  }

  boolean isOrdinary() {
    return kind.equals("ordinary");
  }
}
