package dev.hereabouts.ipam.server.leader;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.wire.EntryLines;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer that tells a node's entries, written in pieces: after a hand-over all agents ask for
 * it, and the ADDs that have waited come at the same time.
 */
final class EntriesAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(EntriesAnswer.class);

  /** A millisecond of work. */
  private static final int ENTRIES_AT_ONCE = 100;

  /** Most of the time is for calls. */
  private static final long PAUSE_MILLIS = 4;

  private final Vertx vertx;
  private final Exchange exchange;
  private final List<Entry> entries;
  private int told;

  /**
   * @param entries as they were when the request came
   */
  EntriesAnswer(Vertx vertx, Exchange exchange, List<Entry> entries) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.entries = entries;
  }

  void start() {
    exchange.response().setChunked(true).putHeader("content-type", "application/x-ndjson");
    next();
  }

  private void next() {
    if (exchange.isOver()) {
      return;
    }
    int until = Math.min(told + ENTRIES_AT_ONCE, entries.size());
    Buffer piece;
    try {
      piece = Buffer.buffer(EntryLines.encode(entries.subList(told, until)));
    } catch (IOException e) {
      LOG.error("the entries cannot be written", e);
      exchange.breakOff();
      return;
    }
    told = until;
    if (told == entries.size()) {
      if (exchange.end()) {
        exchange.response().end(piece);
      }
    } else {
      exchange.response().write(piece);
      goOn();
    }
  }

  /** After a timer, not a task: the loop reads what came between timers, but not between tasks. */
  private void goOn() {
    if (exchange.response().writeQueueFull()) {
      exchange.response().drainHandler(_ -> next());
    } else {
      vertx.setTimer(PAUSE_MILLIS, _ -> next());
    }
  }
}
