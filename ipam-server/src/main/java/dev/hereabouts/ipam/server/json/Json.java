package dev.hereabouts.ipam.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** JSON read and written token by token, with one shared factory. */
public final class Json {
  public static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes one value. */
  @FunctionalInterface
  public interface Writing {
    void write(JsonGenerator json) throws IOException;
  }

  /** Reads one value, which starts at the parser's current token. */
  @FunctionalInterface
  public interface Reading<T> {
    T read(JsonParser json) throws IOException;
  }

  /** The UTF-8 bytes of what the writer writes. */
  public static byte[] encode(Writing writing) throws IOException {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator json = FACTORY.createGenerator(bytes)) {
      writing.write(json);
      json.flush();
      return bytes.toByteArray();
    }
  }

  /** As {@link #encode}, for a writer that fails only where memory does. */
  public static byte[] inMemory(Writing writing) {
    try {
      return encode(writing);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  /** What the reader makes of the one value that these UTF-8 bytes hold. */
  public static <T> T decode(byte[] bytes, Reading<T> reading) throws IOException {
    try (JsonParser json = FACTORY.createParser(bytes)) {
      json.nextToken();
      return reading.read(json);
    }
  }

  /** The current token's text, which must be a JSON string. */
  public static String text(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  /** The text as a JSON string. */
  public static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** Fails unless the current token is this one. */
  public static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new JsonParseException(
          json, token + " expected, found " + json.currentToken() + " in " + json.currentName());
    }
  }

  /** Writes a text field, or nothing for "". */
  public static void writeText(JsonGenerator json, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  /** A value that a record needs. */
  public static <T> T required(JsonParser json, String name, @Nullable T value) throws IOException {
    if (value == null) {
      throw new JsonParseException(json, "no field \"" + name + "\"");
    }
    return value;
  }
}
