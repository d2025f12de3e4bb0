package dev.hereabouts.ipam.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool's description as a JSON object.
 *
 * <p>A newer version adds fields to the pool, never to its offers: only the pool's own are kept.
 */
public final class PoolMapper {
  private PoolMapper() {}

  /**
   * Writes the pool as one object.
   *
   * @throws IOException also when the pool's {@code extra} is not the text of a JSON object
   */
  public static void write(Pool pool, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("cidr", AddressForm.format(pool.id().cidr()));
    Json.writeText(json, "space", pool.id().space());
    writeOffers(pool, json);
    json.writeArrayFieldStart("networks");
    for (String network : pool.networks()) {
      json.writeString(network);
    }
    json.writeEndArray();
    if (!pool.slices().isEmpty()) {
      json.writeFieldName("slices");
      SliceForm.write(pool.slices(), json);
    }
    json.writeNumberField("since", pool.since());
    UnknownFields.write(pool.extra(), json);
    json.writeEndObject();
  }

  /**
   * Reads the object that starts at the parser's current token, and leaves the parser at its end.
   */
  public static Pool read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    UnknownFields unknown = new UnknownFields();
    Cidr cidr = null;
    String space = "";
    List<Offer> offers = new ArrayList<>();
    List<String> networks = new ArrayList<>();
    List<NodeSlice> slices = List.of();
    long since = 0;
    try {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "cidr" -> cidr = AddressForm.parseCidr(Json.text(json));
          case "space" -> space = Json.text(json);
          case "offers" -> {
            Json.expect(json, JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
              offers.add(readOffer(json));
            }
          }
          case "networks" -> {
            Json.expect(json, JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
              networks.add(Json.text(json));
            }
          }
          case "slices" -> slices = SliceForm.read(json);
          case "since" -> since = json.getLongValue();
          default -> unknown.take(name, json);
        }
      }
      PoolId id = new PoolId(space, Json.required(json, "cidr", cidr));
      return new Pool(id, offers, networks, slices, since, unknown.text());
    } catch (IllegalArgumentException e) {
      throw new JsonParseException(json, "not a pool: " + e.getMessage(), e);
    }
  }

  /** The pool's name among all pools: its network, a blank, its space. */
  public static String key(PoolId id) {
    return AddressForm.format(id.cidr()) + ' ' + id.space();
  }

  /** Writes the field with what configurations let the pool give. */
  static void writeOffers(Pool pool, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("offers");
    for (Offer offer : pool.offers()) {
      writeOffer(offer, json);
    }
    json.writeEndArray();
  }

  private static void writeOffer(Offer offer, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeEnds(offer.window(), json);
    json.writeArrayFieldStart("excludes");
    for (Interval exclude : offer.excludes()) {
      json.writeStartObject();
      writeEnds(exclude, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    if (offer.gateway() != null) {
      json.writeStringField("gateway", AddressForm.format(offer.gateway()));
    }
    json.writeEndObject();
  }

  private static void writeEnds(Interval interval, JsonGenerator json) throws IOException {
    json.writeStringField("first", AddressForm.format(interval.first()));
    json.writeStringField("last", AddressForm.format(interval.last()));
  }

  /** Reads an offer, or one of its excludes as an offer without any. */
  private static Offer readOffer(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    Address first = null;
    Address last = null;
    Address gateway = null;
    List<Interval> excludes = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "first" -> first = AddressForm.parseAddress(Json.text(json));
        case "last" -> last = AddressForm.parseAddress(Json.text(json));
        case "gateway" -> gateway = AddressForm.parseAddress(Json.text(json));
        case "excludes" -> {
          Json.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            excludes.add(readOffer(json).window());
          }
        }
        default -> json.skipChildren();
      }
    }
    Interval window =
        new Interval(Json.required(json, "first", first), Json.required(json, "last", last));
    return new Offer(window, excludes, gateway);
  }
}
