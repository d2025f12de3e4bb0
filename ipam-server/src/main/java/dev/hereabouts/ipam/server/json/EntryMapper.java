package dev.hereabouts.ipam.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.PoolId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a JSON object.
 *
 * <p>Texts that are empty and a {@code replaced} that is null are left out. A newer version adds
 * fields to the entry, never to the objects inside it: only the entry's own are kept.
 *
 * <p>Texts that many entries share are interned, for there may be a hundred thousand entries.
 */
public final class EntryMapper {
  private EntryMapper() {}

  /**
   * Writes the entry as one object.
   *
   * @throws IOException also when the entry's {@code extra} is not the text of a JSON object
   */
  public static void write(Entry entry, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", AddressForm.format(entry.address()));
    json.writeStringField("pool", AddressForm.format(entry.pool().cidr()));
    Json.writeText(json, "space", entry.pool().space());
    json.writeStringField("kind", kindText(entry.kind()));
    writePod(entry.pod(), json);
    Json.writeText(json, "ifName", entry.ifName());
    json.writeNumberField("position", entry.position());
    writeHolder("holder", entry.holder(), json);
    if (entry.replaced() != null) {
      writeHolder("replaced", entry.replaced(), json);
    }
    Json.writeText(json, "network", entry.network());
    json.writeNumberField("since", entry.since());
    json.writeStringField("id", entry.id().text());
    UnknownFields.write(entry.extra(), json);
    json.writeEndObject();
  }

  /**
   * Reads the object that starts at the parser's current token, and leaves the parser at its end.
   */
  public static Entry read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    UnknownFields unknown = new UnknownFields();
    Address address = null;
    Cidr cidr = null;
    String space = "";
    Kind kind = null;
    Pod pod = null;
    String ifName = "";
    int position = 0;
    Holder holder = null;
    Holder replaced = null;
    String network = "";
    long since = 0;
    OwnershipId id = null;
    try {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "address" -> address = AddressForm.parseAddress(Json.text(json));
          case "pool" -> cidr = AddressForm.parseCidr(Json.text(json));
          case "space" -> space = Json.text(json).intern();
          case "kind" -> kind = kind(Json.text(json));
          case "pod" -> pod = readPod(json);
          case "ifName" -> ifName = Json.text(json).intern();
          case "position" -> position = json.getIntValue();
          case "holder" -> holder = readHolder(json);
          case "replaced" -> replaced = readHolder(json);
          case "network" -> network = Json.text(json).intern();
          case "since" -> since = json.getLongValue();
          case "id" -> id = OwnershipId.parse(Json.text(json));
          default -> unknown.take(name, json);
        }
      }
      return new Entry(
          Json.required(json, "address", address),
          new PoolId(space, Json.required(json, "pool", cidr)),
          Json.required(json, "kind", kind),
          Json.required(json, "pod", pod),
          ifName,
          position,
          Json.required(json, "holder", holder),
          replaced,
          network,
          since,
          Json.required(json, "id", id),
          unknown.text());
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(json, "not an entry: " + e.getMessage(), e);
    }
  }

  private static void writePod(Pod pod, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("pod");
    Json.writeText(json, "uid", pod.uid());
    Json.writeText(json, "namespace", pod.namespace());
    Json.writeText(json, "name", pod.name());
    json.writeEndObject();
  }

  private static Pod readPod(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String uid = "";
    String namespace = "";
    String podName = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "uid" -> uid = Json.text(json);
        case "namespace" -> namespace = Json.text(json).intern();
        case "name" -> podName = Json.text(json);
        default -> json.skipChildren();
      }
    }
    return new Pod(uid, namespace, podName);
  }

  private static void writeHolder(String field, Holder holder, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(field);
    Json.writeText(json, "containerId", holder.containerId());
    Json.writeText(json, "node", holder.node());
    Json.writeText(json, "netns", holder.netns());
    json.writeNumberField("netnsInode", holder.netnsInode());
    json.writeNumberField("epoch", holder.attempt().epoch());
    json.writeNumberField("number", holder.attempt().number());
    json.writeEndObject();
  }

  private static @Nullable Holder readHolder(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    Json.expect(json, JsonToken.START_OBJECT);
    String containerId = "";
    String node = "";
    String netns = "";
    long netnsInode = 0;
    long epoch = 0;
    long number = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "containerId" -> containerId = Json.text(json);
        case "node" -> node = Json.text(json).intern();
        case "netns" -> netns = Json.text(json);
        case "netnsInode" -> netnsInode = json.getLongValue();
        case "epoch" -> epoch = json.getLongValue();
        case "number" -> number = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    return new Holder(containerId, node, netns, netnsInode, new Attempt(epoch, number));
  }

  private static String kindText(Kind kind) {
    return switch (kind) {
      case ORDINARY -> "ordinary";
      case SOLO -> "solo";
      case SHARED -> "shared";
    };
  }

  private static Kind kind(String text) {
    return switch (text) {
      case "ordinary" -> Kind.ORDINARY;
      case "solo" -> Kind.SOLO;
      case "shared" -> Kind.SHARED;
      default -> throw new IllegalArgumentException("unknown kind " + text);
    };
  }
}
