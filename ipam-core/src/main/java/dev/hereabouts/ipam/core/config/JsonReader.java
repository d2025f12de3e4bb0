package dev.hereabouts.ipam.core.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259, in UTF-8) into plain values: maps, lists, strings, booleans,
 * {@code Long} for integers of 64 bits, {@link OtherNumber} for any other number.
 *
 * <p>A map ignores the case of its keys. Of several members with the same key the last one counts,
 * and null unsets the key. Elements of a list may be null.
 */
final class JsonReader {
  /** A number that is no integer of 64 bits, as written. */
  record OtherNumber(String text) {}

  /** The text is no JSON object; the message says where and why. */
  static final class MalformedJsonException extends Exception {
    MalformedJsonException(String message) {
      super(message);
    }
  }

  private static final int MAX_DEPTH = 100;
  private static final char REPLACEMENT = '\ufffd';

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private final JsonParser parser;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /** The members of the object that is the whole text. */
  static Map<String, Object> readObject(byte[] utf8) throws MalformedJsonException {
    char[] text = decode(utf8);
    try (JsonParser parser = FACTORY.createParser(text, 0, text.length)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new MalformedJsonException("there is no text");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("the text is no JSON object");
      }
      Map<String, Object> members = new JsonReader(parser).members();
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("there is text after the JSON object");
      }
      return members;
    } catch (StreamConstraintsException e) {
      throw new MalformedJsonException("nested too deeply, or a number or key is too long");
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(where(e) + what(e));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : "line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ": ";
  }

  private static String what(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int ofTheLibrary = message.indexOf(" (start marker at");
    return ofTheLibrary < 0 ? message : message.substring(0, ofTheLibrary);
  }

  private static char[] decode(byte[] utf8) throws MalformedJsonException {
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      char[] text = new char[chars.remaining()];
      chars.get(text);
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("the text is no UTF-8");
    }
  }

  private Map<String, Object> members() throws IOException {
    Map<String, Object> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = wellFormed(parser.currentName());
      parser.nextToken();
      Object value = value();
      members.remove(name);
      if (value != null) {
        members.put(name, value);
      }
    }
    return members;
  }

  private List<@Nullable Object> elements() throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return elements;
  }

  private @Nullable Object value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members();
      case START_ARRAY -> elements();
      case VALUE_STRING -> wellFormed(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("unexpected " + parser.currentToken());
    };
  }

  private static Object number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return new OtherNumber(text);
    }
  }

  /** The text with every half of a surrogate pair replaced, which {@code \}u escapes may leave. */
  private static String wellFormed(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    int[] points =
        text.codePoints()
            .map(p -> p <= 0xffff && Character.isSurrogate((char) p) ? REPLACEMENT : p)
            .toArray();
    return new String(points, 0, points.length);
  }
}
