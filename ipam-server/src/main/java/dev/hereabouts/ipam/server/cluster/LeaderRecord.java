package dev.hereabouts.ipam.server.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;

/**
 * Where the leader is, as the agents are told.
 *
 * @param identity the leader's, as in the lease
 * @param host a name or an address
 * @param certificateSha256 of the leader's certificate in DER, as 64 hexadecimal digits
 */
public record LeaderRecord(String identity, String host, int port, String certificateSha256) {
  public static final String CONFIG_MAP = "hereabouts-allocator";

  /** Writes the ConfigMap. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("apiVersion", "v1");
    json.writeStringField("kind", "ConfigMap");
    json.writeObjectFieldStart("metadata");
    json.writeStringField("name", CONFIG_MAP);
    json.writeEndObject();
    json.writeObjectFieldStart("data");
    json.writeStringField("identity", identity);
    json.writeStringField("host", host);
    json.writeStringField("port", Integer.toString(port));
    json.writeStringField("certificateSha256", certificateSha256);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Reads the whole ConfigMap that starts at the parser's current token. */
  public static LeaderRecord read(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    LeaderRecord record = new LeaderRecord("", "", 0, "");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isData = "data".equals(json.currentName());
      json.nextToken();
      if (isData) {
        record = readData(json);
      } else {
        json.skipChildren();
      }
    }
    return record;
  }

  private static LeaderRecord readData(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    String identity = "";
    String host = "";
    String port = "0";
    String certificate = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "identity" -> identity = Json.text(json);
        case "host" -> host = Json.text(json);
        case "port" -> port = Json.text(json);
        case "certificateSha256" -> certificate = Json.text(json);
        default -> json.skipChildren();
      }
    }
    try {
      return new LeaderRecord(identity, host, Integer.parseInt(port), certificate);
    } catch (NumberFormatException e) {
      throw new JsonParseException(json, "no port: " + port, e);
    }
  }
}
