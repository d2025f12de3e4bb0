package dev.hereabouts.ipam.server.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.server.json.AddressForm;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way in, read token by token.
 *
 * <p>A field that is null counts as missing. Fields that are not known are passed by and
 * remembered.
 */
final class Incoming {
  /** Enough to tell that the versions differ. */
  private static final int UNKNOWN_REMEMBERED = 16;

  final JsonParser json;
  private final Set<String> unknownFields = new LinkedHashSet<>();

  private Incoming(JsonParser json) {
    this.json = json;
  }

  /** Reads one value, which starts at the current token. */
  @FunctionalInterface
  interface Reading<T> {
    T read(Incoming in) throws IOException;
  }

  /** Reads a whole message. */
  static <T> Received<T> read(byte[] bytes, Reading<T> reading) throws WireException {
    try (JsonParser json = Json.FACTORY.createParser(bytes)) {
      Incoming in = new Incoming(json);
      try {
        json.nextToken();
        T message = reading.read(in);
        if (json.nextToken() != null) {
          throw new WireException("", "something follows the message");
        }
        return new Received<>(message, in.unknownFields);
      } catch (JsonProcessingException e) {
        throw new WireException(in.place(), e.getOriginalMessage());
      } catch (IllegalArgumentException e) {
        throw new WireException(in.place(), String.valueOf(e.getMessage()));
      }
    } catch (WireException e) {
      throw e;
    } catch (IOException e) {
      throw new WireException("", String.valueOf(e.getMessage()));
    }
  }

  /** Enters the object at the current token. */
  void startObject() throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
  }

  /**
   * Goes to the value of the object's next field that is not null: its name, or null at the end.
   */
  @Nullable String nextField() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_NULL) {
        return name;
      }
    }
    Json.expect(json, JsonToken.END_OBJECT);
    return null;
  }

  <T> List<T> list(Reading<T> reading) throws IOException {
    Json.expect(json, JsonToken.START_ARRAY);
    List<T> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(reading.read(this));
    }
    return values;
  }

  String text() throws IOException {
    return Json.text(json);
  }

  long number() throws IOException {
    Json.expect(json, JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  int smallNumber() throws IOException {
    Json.expect(json, JsonToken.VALUE_NUMBER_INT);
    return json.getIntValue();
  }

  boolean flag() throws IOException {
    JsonToken token = json.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw new WireException(place(), "true or false expected, found " + token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  Address address() throws IOException {
    return AddressForm.parseAddress(text());
  }

  Cidr cidr() throws IOException {
    return AddressForm.parseCidr(text());
  }

  /** Passes by a field that this version does not know. */
  void unknown() throws IOException {
    if (unknownFields.size() < UNKNOWN_REMEMBERED) {
      unknownFields.add(place());
    }
    json.skipChildren();
  }

  /** A field of the object that was just read, which must have been there. */
  <T> T required(String name, @Nullable T value) throws WireException {
    if (value == null) {
      throw new WireException(place() + "/" + name, "missing");
    }
    return value;
  }

  /** What to throw for a kind of message that this version does not know. */
  WireException unknownKind(@Nullable String kind, String reader) {
    return new WireException("/kind", notKnown(kind, reader));
  }

  static String notKnown(@Nullable String value, String reader) {
    return "\"%s\" is not known to protocol %d: upgrade the %s"
        .formatted(value, Protocol.VERSION, reader);
  }

  /** The current place in the message, as a JSON pointer (RFC 6901). */
  String place() {
    return json.getParsingContext().pathAsPointer().toString();
  }
}
