package dev.hereabouts.ipam.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * Fields that this version has no use for, collected as the text of one JSON object and written
 * back.
 */
public final class UnknownFields {
  private @Nullable StringWriter text;
  private @Nullable JsonGenerator object;

  /** Takes a field whose value is the parser's current token. */
  public void take(String name, JsonParser json) throws IOException {
    StringWriter writer = text;
    JsonGenerator generator = object;
    if (writer == null || generator == null) {
      writer = new StringWriter();
      generator = Json.FACTORY.createGenerator(writer);
      generator.writeStartObject();
      text = writer;
      object = generator;
    }
    generator.writeFieldName(name);
    copy(json, generator);
  }

  /** The object's text, or "" without a field. */
  public String text() throws IOException {
    if (text == null || object == null) {
      return "";
    }
    object.writeEndObject();
    object.close();
    return text.toString();
  }

  /**
   * Writes the fields into the object that the generator is in.
   *
   * @throws IOException also when the text is not that of one JSON object
   */
  public static void write(String extra, JsonGenerator json) throws IOException {
    if (extra.isEmpty()) {
      return;
    }
    try (JsonParser fields = Json.FACTORY.createParser(extra)) {
      fields.nextToken();
      Json.expect(fields, JsonToken.START_OBJECT);
      while (fields.nextToken() == JsonToken.FIELD_NAME) {
        json.writeFieldName(fields.currentName());
        fields.nextToken();
        copy(fields, json);
      }
    }
  }

  /** The JSON text of the value at the parser's current token, which is left at its end. */
  public static String valueText(JsonParser json) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator value = Json.FACTORY.createGenerator(text)) {
      copy(json, value);
    }
    return text.toString();
  }

  /** Copies one value; numbers digit by digit, for no type of ours holds every number. */
  private static void copy(JsonParser from, JsonGenerator to) throws IOException {
    int depth = 0;
    do {
      JsonToken token = from.currentToken();
      if (token != null && token.isNumeric()) {
        to.writeNumber(from.getText());
      } else {
        to.copyCurrentEvent(from);
      }
      if (token != null && token.isStructStart()) {
        depth++;
      } else if (token == null || token.isStructEnd()) {
        depth--;
      }
    } while (depth > 0 && from.nextToken() != null);
  }
}
