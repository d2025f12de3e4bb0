package dev.hereabouts.ipam.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The slices that nodes have of a pool, as a JSON list. */
public final class SliceForm {
  private SliceForm() {}

  public static void write(List<NodeSlice> slices, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (NodeSlice one : slices) {
      json.writeStartObject();
      json.writeStringField("range", AddressForm.format(one.slice()));
      json.writeStringField("node", one.node());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * Reads the list that starts at the parser's current token, and leaves the parser at its end.
   *
   * @throws IllegalArgumentException if a range is not understood
   */
  public static List<NodeSlice> read(JsonParser json) throws IOException {
    List<NodeSlice> slices = new ArrayList<>();
    Json.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      slices.add(readOne(json));
    }
    return slices;
  }

  private static NodeSlice readOne(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    Cidr range = null;
    String node = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "range" -> range = AddressForm.parseCidr(Json.text(json));
        case "node" -> node = Json.text(json);
        default -> json.skipChildren();
      }
    }
    return new NodeSlice(Json.required(json, "range", range), Json.required(json, "node", node));
  }
}
