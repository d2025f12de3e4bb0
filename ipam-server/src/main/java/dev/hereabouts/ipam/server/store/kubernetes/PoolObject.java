package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.PoolMapper;
import dev.hereabouts.ipam.server.json.PoolUseMapper;
import dev.hereabouts.ipam.server.json.SliceForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A HereaboutsPool. What configurations said about it stands in an annotation as the JSON of {@link
 * PoolMapper}, for a new leader to know its size; a pool that an operator made has none. The slices
 * stand in the status, where people see them.
 *
 * @param name of an operator's choice, or as {@link Resource#name} has it
 * @param version its resourceVersion
 * @param use the numbers in its status, or null
 */
record PoolObject(
    String name,
    String version,
    String space,
    String range,
    List<NodeSlice> slices,
    @Nullable PoolUse use,
    String description) {
  private static final Set<String> SECTIONS = Set.of("metadata", "spec", "status");

  static final String DESCRIPTION = "ipam.hereabouts.dev/description";

  /** Reads the object that starts at the parser's current token. */
  static PoolObject read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String objectName = "";
    String version = "";
    String space = "";
    String range = "";
    String description = "";
    List<NodeSlice> slices = List.of();
    String size = "";
    String used = "";
    String free = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String section = json.currentName();
      json.nextToken();
      if (!SECTIONS.contains(section)) {
        json.skipChildren();
        continue;
      }
      Json.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = section + "." + json.currentName();
        json.nextToken();
        try {
          switch (field) {
            case "metadata.name" -> objectName = Json.text(json);
            case "metadata.resourceVersion" -> version = Json.text(json);
            case "metadata.annotations" -> description = readDescription(json);
            case "spec.space" -> space = Json.text(json);
            case "spec.range" -> range = Json.text(json);
            case "status.slices" -> slices = readSlices(json);
            case "status.size" -> size = Json.text(json);
            case "status.used" -> used = Json.text(json);
            case "status.free" -> free = Json.text(json);
            default -> json.skipChildren();
          }
        } catch (JsonProcessingException e) {
          throw named(json, objectName, e);
        }
      }
    }
    PoolUse use = PoolUseMapper.use(size, used, free);
    return new PoolObject(objectName, version, space, range, slices, use, description);
  }

  /** Reads the pool that the object describes. */
  static Pool readPool(JsonParser json) throws IOException {
    PoolObject object = read(json);
    try {
      return object.pool();
    } catch (IOException e) {
      throw named(json, object.name, e);
    }
  }

  private static JsonParseException named(JsonParser json, String name, Exception failure) {
    return new JsonParseException(
        json, Resource.POOLS.kind + " " + name + ": " + Answers.reason(failure), failure);
  }

  private static List<NodeSlice> readSlices(JsonParser json) throws IOException {
    try {
      return SliceForm.read(json);
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(json, "not slices: " + e.getMessage(), e);
    }
  }

  private static String readDescription(JsonParser json) throws IOException {
    String description = "";
    Json.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(DESCRIPTION)) {
        description = Json.text(json);
      }
    }
    return description;
  }

  /**
   * The pool that this describes.
   *
   * @throws IOException if its range or description is not understood
   */
  Pool pool() throws IOException {
    PoolId id;
    try {
      id = new PoolId(space, AddressForm.parseCidr(range));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (description.isEmpty()) {
      return new Pool(id, List.of(), List.of(), slices, 0, "");
    }
    Pool pool = Json.decode(description.getBytes(StandardCharsets.UTF_8), PoolMapper::read);
    if (!pool.id().equals(id)) {
      throw new IOException("the description is that of " + pool.id());
    }
    return pool.withSlices(slices);
  }

  static String describe(Pool pool) throws IOException {
    Pool described = pool.withSlices(List.of());
    return new String(
        Json.encode(json -> PoolMapper.write(described, json)), StandardCharsets.UTF_8);
  }

  /** The bytes of a new object. */
  static byte[] creation(String name, Pool pool) throws IOException {
    return Json.encode(json -> {
      json.writeStartObject();
      json.writeStringField("apiVersion", Resource.API_VERSION);
      json.writeStringField("kind", Resource.POOLS.kind);
      writeMetadata(name, pool, json);
      json.writeObjectFieldStart("spec");
      json.writeStringField("space", pool.id().space());
      json.writeStringField("range", AddressForm.format(pool.id().cidr()));
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  /** The bytes of a merge patch that replaces the description. */
  static byte[] patch(Pool pool) throws IOException {
    return Json.encode(json -> {
      json.writeStartObject();
      writeMetadata(null, pool, json);
      json.writeEndObject();
    });
  }

  /**
   * The bytes of a merge patch of the status that replaces the slices.
   *
   * @param version the only one that the patch is for, or "" for any
   */
  static byte[] slicesPatch(Pool pool, String version) throws IOException {
    return Json.encode(json -> {
      json.writeStartObject();
      if (!version.isEmpty()) {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("resourceVersion", version);
        json.writeEndObject();
      }
      json.writeObjectFieldStart("status");
      json.writeFieldName("slices");
      SliceForm.write(pool.slices(), json);
      json.writeEndObject();
      json.writeEndObject();
    });
  }

  private static void writeMetadata(@Nullable String name, Pool pool, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("metadata");
    if (name != null) {
      json.writeStringField("name", name);
    }
    json.writeObjectFieldStart("annotations");
    json.writeStringField(DESCRIPTION, describe(pool));
    json.writeEndObject();
    json.writeEndObject();
  }
}
