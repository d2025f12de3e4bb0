package dev.hereabouts.ipam.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A stored block as a JSON object; its version comes first, to be read without the rest. */
public final class BlockMapper {
  private BlockMapper() {}

  /** Writes the block as one object. */
  public static void write(StoredBlock block, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", block.version().text());
    json.writeStringField("cidr", AddressForm.format(block.id().cidr()));
    Json.writeText(json, "space", block.id().space());
    json.writeStringField("writer", block.writer());
    json.writeArrayFieldStart("entries");
    for (Entry entry : block.entries()) {
      EntryMapper.write(entry, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Reads the object that starts at the parser's current token, and leaves the parser at its end.
   */
  public static StoredBlock read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String version = null;
    Cidr cidr = null;
    String space = "";
    String writer = "";
    List<Entry> entries = new ArrayList<>();
    try {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "version" -> version = Json.text(json);
          case "cidr" -> cidr = AddressForm.parseCidr(Json.text(json));
          case "space" -> space = Json.text(json);
          case "writer" -> writer = Json.text(json);
          case "entries" -> {
            Json.expect(json, JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
              entries.add(EntryMapper.read(json));
            }
          }
          default -> json.skipChildren();
        }
      }
      return new StoredBlock(
          new BlockId(space, Json.required(json, "cidr", cidr)),
          new Version(Json.required(json, "version", version)),
          writer,
          entries);
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(json, "not a block: " + e.getMessage(), e);
    }
  }

  /** The version of the block that these bytes hold. */
  public static Version version(byte[] block) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(block)) {
      json.nextToken();
      Json.expect(json, JsonToken.START_OBJECT);
      json.nextToken();
      if (!"version".equals(json.currentName())) {
        throw new JsonParseException(json, "no version at a block's start");
      }
      json.nextToken();
      return new Version(Json.text(json));
    }
  }

  /** The block's name among all blocks: its network, a blank, its space. */
  public static String key(BlockId id) {
    return AddressForm.format(id.cidr()) + ' ' + id.space();
  }
}
