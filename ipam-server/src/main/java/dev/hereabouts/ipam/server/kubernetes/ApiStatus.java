package dev.hereabouts.ipam.server.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server says about a request that it did not do ({@code kind: Status}).
 *
 * @param code the HTTP status
 * @param reason the word for machines, such as {@code AlreadyExists}; else ""
 * @param message for people
 * @param object the name of the object that it is about; else ""
 */
public record ApiStatus(int code, String reason, String message, String object) {
  private static final int LONGEST_TEXT = 300;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** As the API server's authorizer words it. */
  private static final Pattern MISSING_RIGHT =
      Pattern.compile("cannot ([a-z]+) resource \"([^\"]+)\" in API group \"([^\"]*)\"");

  /** Reads the answer; one that is no Status becomes the message. */
  public static ApiStatus of(ApiOutcome.Answered answer) {
    try {
      ApiStatus read = Json.decode(answer.body(), json -> read(answer.status(), json));
      if (!read.message().isEmpty()) {
        return read;
      }
    } catch (IOException _) {
      // no JSON: what is between us and the server may answer anything
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    return new ApiStatus(
        answer.status(), "", text.substring(0, Math.min(text.length(), LONGEST_TEXT)), "");
  }

  /** Reads the object that starts at the parser's current token. */
  static ApiStatus read(int httpCode, JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    int code = httpCode;
    String reason = "";
    String message = "";
    String object = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "code" -> code = json.getIntValue();
        case "reason" -> reason = Json.text(json);
        case "message" -> message = Json.text(json);
        case "details" -> object = readName(json);
        default -> json.skipChildren();
      }
    }
    return new ApiStatus(code, reason, message, object);
  }

  private static String readName(JsonParser json) throws IOException {
    String name = "";
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return name;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isName = "name".equals(json.currentName());
      json.nextToken();
      if (isName) {
        name = Json.text(json);
      } else {
        json.skipChildren();
      }
    }
    return name;
  }

  /** For logs and people: the code and the message, and the rule whose absence is the reason. */
  public String text() {
    String text = code + ": " + message;
    Matcher right = MISSING_RIGHT.matcher(message);
    if (code == FORBIDDEN && right.find()) {
      return text
          + "; the missing rule: apiGroups [\""
          + right.group(3)
          + "\"], resources [\""
          + right.group(2)
          + "\"], verbs [\""
          + right.group(1)
          + "\"]";
    }
    return code == UNAUTHORIZED
        ? text + "; the API server does not take these credentials: they may have expired"
        : text;
  }
}
