package dev.hereabouts.ipam.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import dev.hereabouts.ipam.server.json.AddressForm;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wishes for an address of a range, and static addresses, as JSON objects. */
final class RangeForm {
  private RangeForm() {}

  static void write(RangeRequest range, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("cidr", AddressForm.format(range.cidr()));
    writeEnds(range.window(), json);
    if (!range.excludes().isEmpty()) {
      json.writeArrayFieldStart("excludes");
      for (Interval exclude : range.excludes()) {
        json.writeStartObject();
        writeEnds(exclude, json);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    writeAddress(json, "gateway", range.gateway());
    writeAddress(json, "requested", range.requested());
    if (range.solo()) {
      json.writeBooleanField("solo", true);
    }
    if (range.sliceLength() != 0) {
      json.writeNumberField("sliceLength", range.sliceLength());
    }
    json.writeEndObject();
  }

  static RangeRequest readRange(Incoming in) throws IOException {
    Cidr cidr = null;
    Address first = null;
    Address last = null;
    List<Interval> excludes = List.of();
    Address gateway = null;
    Address requested = null;
    boolean solo = false;
    int sliceLength = 0;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "cidr" -> cidr = in.cidr();
        case "first" -> first = in.address();
        case "last" -> last = in.address();
        case "excludes" -> excludes = in.list(RangeForm::readInterval);
        case "gateway" -> gateway = in.address();
        case "requested" -> requested = in.address();
        case "solo" -> solo = in.flag();
        case "sliceLength" -> sliceLength = in.smallNumber();
        default -> in.unknown();
      }
    }
    Interval window = new Interval(in.required("first", first), in.required("last", last));
    return new RangeRequest(
        in.required("cidr", cidr), window, excludes, gateway, requested, solo, sliceLength);
  }

  private static Interval readInterval(Incoming in) throws IOException {
    Address first = null;
    Address last = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "first" -> first = in.address();
        case "last" -> last = in.address();
        default -> in.unknown();
      }
    }
    return new Interval(in.required("first", first), in.required("last", last));
  }

  static void write(StaticAddress fixed, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", AddressForm.format(fixed.address()));
    json.writeNumberField("prefixLength", fixed.prefixLength());
    writeAddress(json, "gateway", fixed.gateway());
    json.writeEndObject();
  }

  static StaticAddress readStatic(Incoming in) throws IOException {
    Address address = null;
    Integer prefixLength = null;
    Address gateway = null;
    in.startObject();
    for (String name = in.nextField(); name != null; name = in.nextField()) {
      switch (name) {
        case "address" -> address = in.address();
        case "prefixLength" -> prefixLength = in.smallNumber();
        case "gateway" -> gateway = in.address();
        default -> in.unknown();
      }
    }
    return new StaticAddress(
        in.required("address", address), in.required("prefixLength", prefixLength), gateway);
  }

  /** Writes an address field, or nothing for null. */
  static void writeAddress(JsonGenerator json, String name, @Nullable Address address)
      throws IOException {
    if (address != null) {
      json.writeStringField(name, AddressForm.format(address));
    }
  }

  private static void writeEnds(Interval interval, JsonGenerator json) throws IOException {
    json.writeStringField("first", AddressForm.format(interval.first()));
    json.writeStringField("last", AddressForm.format(interval.last()));
  }
}
