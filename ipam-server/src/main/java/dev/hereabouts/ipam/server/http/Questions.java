package dev.hereabouts.ipam.server.http;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.server.inventory.EntryFilter;
import dev.hereabouts.ipam.server.inventory.Inventory;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.PoolUseMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/pools} and {@code GET /v1/entries}: what the commands show. */
public final class Questions {
  private static final int ENTRIES_PER_CHUNK = 500;

  private final Supplier<Ledger> ledger;
  private final boolean knowsPools;
  private final Supplier<@Nullable String> unknown;

  private Questions(
      Supplier<Ledger> ledger, boolean knowsPools, Supplier<@Nullable String> unknown) {
    this.ledger = ledger;
    this.knowsPools = knowsPools;
    this.unknown = unknown;
  }

  /** Of who knows every pool. */
  public static Questions ofAll(Ledger ledger) {
    return new Questions(() -> ledger, true, () -> null);
  }

  /**
   * Of who knows the entries of its node, and of no pool how full it is.
   *
   * @param unknown why it does not know the entries yet, or null
   */
  public static Questions ofNode(Supplier<Ledger> entries, Supplier<@Nullable String> unknown) {
    return new Questions(entries, false, unknown);
  }

  void pools(HttpServerRequest request) {
    if (!knowsPools) {
      request
          .response()
          .setStatusCode(501)
          .end(
              "an agent knows its own node's entries only; ask the cluster with --kubeconfig or"
                  + " kubectl get hpool\n");
      return;
    }
    Inventory known = Inventory.of(ledger.get());
    byte[] body =
        Json.inMemory(json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("pools");
          for (Pool pool : known.poolsInOrder()) {
            PoolUseMapper.write(pool, known.use(pool), json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
    request.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(body));
  }

  /** One entry a line, in the order of their addresses: a large answer is sent piece by piece. */
  void entries(HttpServerRequest request) {
    EntryFilter filter;
    try {
      filter = EntryFilter.of(request.params());
    } catch (IllegalArgumentException e) {
      request.response().setStatusCode(400).end(e.getMessage() + "\n");
      return;
    }
    String why = unknown.get();
    if (why != null) {
      request.response().setStatusCode(503).end(why + "\n");
      return;
    }
    Iterator<Entry> entries =
        Inventory.of(ledger.get()).entriesInOrder().filter(filter).toList().iterator();
    HttpServerResponse response =
        request.response().setChunked(true).putHeader("Content-Type", "application/x-ndjson");
    response.exceptionHandler(_ -> {});
    send(entries, response);
  }

  private static void send(Iterator<Entry> entries, HttpServerResponse response) {
    while (entries.hasNext() && !response.closed()) {
      Buffer chunk = Buffer.buffer();
      for (int i = 0; i < ENTRIES_PER_CHUNK && entries.hasNext(); i++) {
        Entry entry = entries.next();
        chunk
            .appendBytes(Json.inMemory(json -> EntryMapper.write(entry, json)))
            .appendByte((byte) '\n');
      }
      response.write(chunk);
      if (response.writeQueueFull()) {
        response.drainHandler(_ -> send(entries, response));
        return;
      }
    }
    if (!response.closed()) {
      response.end();
    }
  }
}
