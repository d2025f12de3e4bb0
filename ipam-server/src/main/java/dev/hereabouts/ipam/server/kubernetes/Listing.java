package dev.hereabouts.ipam.server.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hereabouts.ipam.server.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A reading of a collection page by page; of each page only what is made of its items stays.
 *
 * @param <T> what is made of an item
 */
public final class Listing<T> {
  private static final int OK = 200;

  private final ApiServer api;
  private final Collection<T> collection;
  private final boolean isFirstPageEnough;
  private final Consumer<ListOutcome<T>> done;
  private final List<T> items = new ArrayList<>();
  private String resourceVersion = "";
  private String next = "";

  /**
   * What to list.
   *
   * @param path may have a query
   * @param pageSize how many items a page has at most
   * @param item reads one item, and leaves the parser at its end
   */
  public record Collection<T>(String path, View view, int pageSize, Json.Reading<T> item) {
    String with(String parameters) {
      return path + (path.indexOf('?') < 0 ? '?' : '&') + parameters;
    }
  }

  private Listing(
      ApiServer api,
      Collection<T> collection,
      boolean isFirstPageEnough,
      Consumer<ListOutcome<T>> done) {
    this.api = api;
    this.collection = collection;
    this.isFirstPageEnough = isFirstPageEnough;
    this.done = done;
  }

  /** Lists all of it. */
  public static <T> void read(
      ApiServer api, Collection<T> collection, Consumer<ListOutcome<T>> done) {
    new Listing<>(api, collection, false, done).page();
  }

  /** Lists one page of it, and leaves it open whether there are more. */
  public static <T> void readFirstPage(
      ApiServer api, Collection<T> collection, Consumer<ListOutcome<T>> done) {
    new Listing<>(api, collection, true, done).page();
  }

  private void page() {
    String token =
        next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    String path = collection.with("limit=" + collection.pageSize() + token);
    api.request(Verb.GET, path, ApiServer.NO_BODY, collection.view().ofList(), this::answered);
  }

  private void answered(ApiOutcome outcome) {
    switch (outcome) {
      case ApiOutcome.NoAnswer(String reason) -> done.accept(new ListOutcome.Failed<>(reason));
      case ApiOutcome.Answered answer when answer.status() != OK ->
          done.accept(new ListOutcome.Failed<>(at(ApiStatus.of(answer).text())));
      case ApiOutcome.Answered answer -> {
        try {
          next = "";
          Json.decode(answer.body(), this::take);
        } catch (IOException e) {
          done.accept(new ListOutcome.Failed<>(at(String.valueOf(e.getMessage()))));
          return;
        }
        if (next.isEmpty() || isFirstPageEnough) {
          done.accept(new ListOutcome.Listed<>(items, resourceVersion));
        } else {
          page();
        }
      }
    }
  }

  private String at(String what) {
    return "GET " + collection.path() + ": " + what;
  }

  private Listing<T> take(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "metadata" -> takeMetadata(json);
        case "items" -> takeItems(json);
        default -> json.skipChildren();
      }
    }
    return this;
  }

  private void takeMetadata(JsonParser json) throws IOException {
    Json.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "resourceVersion" -> resourceVersion = Json.text(json);
        case "continue" -> next = Json.text(json);
        default -> json.skipChildren();
      }
    }
  }

  private void takeItems(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    Json.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(collection.item().read(json));
    }
  }
}
