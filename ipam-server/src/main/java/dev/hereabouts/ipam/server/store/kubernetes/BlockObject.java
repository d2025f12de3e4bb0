package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A HereaboutsBlock as the API server has it. */
record BlockObject(ObjectHead head, BlockSpec spec) {

  /** A HereaboutsBlock of which all was understood. */
  record Read(ObjectHead head, StoredBlock block) {}

  /** Reads the object that starts at the parser's current token. */
  static BlockObject read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    ObjectHead head = null;
    BlockSpec spec = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      try {
        switch (name) {
          case "metadata" -> head = ObjectHead.read(json);
          case "spec" -> spec = BlockSpec.read(json);
          default -> json.skipChildren();
        }
      } catch (JsonProcessingException e) {
        throw named(json, head == null ? "" : head.name(), e);
      }
    }
    return new BlockObject(required(json, "metadata", head), required(json, "spec", spec));
  }

  /** Reads the object, its entries too. */
  static Read readBlock(JsonParser json) throws IOException {
    BlockObject object = read(json);
    try {
      return object.understood();
    } catch (IllegalArgumentException | IOException e) {
      throw named(json, object.head().name(), e);
    }
  }

  private static JsonParseException named(JsonParser json, String name, Exception failure) {
    return new JsonParseException(
        json, Resource.BLOCKS.kind + " " + name + ": " + Answers.reason(failure), failure);
  }

  /**
   * The block, with its entries.
   *
   * @throws IOException as {@link IllegalArgumentException}, when it is not understood
   */
  Read understood() throws IOException {
    return new Read(head, block());
  }

  private StoredBlock block() throws IOException {
    BlockId id = new BlockId(spec.space(), AddressForm.parseCidr(spec.cidr()));
    if (!Resource.name(id.space(), id.cidr()).equals(head.name())) {
      throw new IllegalArgumentException("is named otherwise than its space and cidr want it");
    }
    List<Entry> entries = new ArrayList<>(spec.entries().size());
    for (SerializedString text : spec.entries()) {
      Entry entry = entry(text.getValue());
      if (!entry.block().equals(id)) {
        throw new IllegalArgumentException("has an entry of another block: " + entry.address());
      }
      entries.add(entry);
    }
    return new StoredBlock(id, new Version(head.resourceVersion()), spec.writer(), entries);
  }

  private Entry entry(String line) {
    try {
      return EntryLine.parse(spec.space(), line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the entry \"" + line + "\" is none: " + e.getMessage(), e);
    }
  }

  byte[] encode(boolean withFinalizer, boolean touch) throws IOException {
    return Json.encode(json -> {
      json.writeStartObject();
      json.writeStringField("apiVersion", Resource.API_VERSION);
      json.writeStringField("kind", Resource.BLOCKS.kind);
      json.writeFieldName("metadata");
      head.write(withFinalizer, touch, json);
      json.writeFieldName("spec");
      spec.write(json);
      json.writeEndObject();
    });
  }

  private static <T> T required(JsonParser json, String name, @Nullable T value)
      throws IOException {
    if (value == null) {
      throw new JsonParseException(json, "no field \"" + name + "\"");
    }
    return value;
  }
}
