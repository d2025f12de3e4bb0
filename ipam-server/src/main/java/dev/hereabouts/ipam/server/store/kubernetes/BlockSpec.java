package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code spec} of a HereaboutsBlock.
 *
 * @param used the number of entries, for printer columns and rules
 * @param entries each one the text of a JSON object
 */
record BlockSpec(
    String space, String cidr, String writer, long used, List<SerializedString> entries) {
  BlockSpec {
    entries = List.copyOf(entries);
  }

  static BlockSpec read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String space = "";
    String cidr = "";
    String writer = "";
    long used = -1;
    List<SerializedString> entries = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "space" -> space = Json.text(json);
        case "cidr" -> cidr = Json.text(json);
        case "writer" -> writer = Json.text(json);
        case "used" -> used = json.getLongValue();
        case "entries" -> {
          for (String entry : Texts.readList(json)) {
            entries.add(new SerializedString(entry));
          }
        }
        default -> json.skipChildren();
      }
    }
    return new BlockSpec(space, cidr, writer, used, entries);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("space", space);
    json.writeStringField("cidr", cidr);
    json.writeStringField("writer", writer);
    json.writeNumberField("used", used);
    json.writeArrayFieldStart("entries");
    for (SerializedString entry : entries) {
      json.writeString(entry);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The names of the fields that differ. */
  List<String> differences(BlockSpec other) {
    List<String> fields = new ArrayList<>();
    if (!space.equals(other.space)) {
      fields.add("spec.space");
    }
    if (!cidr.equals(other.cidr)) {
      fields.add("spec.cidr");
    }
    if (!writer.equals(other.writer)) {
      fields.add("spec.writer");
    }
    if (used != other.used) {
      fields.add("spec.used");
    }
    if (!entries.equals(other.entries)) {
      fields.add("spec.entries");
    }
    return fields;
  }
}
