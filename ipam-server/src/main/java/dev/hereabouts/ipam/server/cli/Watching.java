package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Tells what there is, then each change of it.
 *
 * @param <T> an item; two that are equal say the same
 */
final class Watching<T> {
  private final Telling<T> telling;
  private final Function<T, String> key;
  private final EventPrinter<T> printer;
  private Map<String, T> known = new LinkedHashMap<>();

  /** Tells all items that there are now. */
  @FunctionalInterface
  interface Telling<T> {
    void tell(Consumer<T> action) throws IOException;
  }

  /** Waits until there may be other items. */
  @FunctionalInterface
  interface Waiting {
    void await() throws IOException, InterruptedException;
  }

  /**
   * @param key tells items apart, and knows one again that has changed
   */
  Watching(Telling<T> telling, Function<T, String> key, EventPrinter<T> printer) {
    this.telling = telling;
    this.key = key;
    this.printer = printer;
  }

  /** Goes on until nobody reads it any more. */
  void run(Waiting waiting) throws IOException, InterruptedException {
    while (look()) {
      waiting.await();
    }
  }

  /** Prints what has changed since the last look; returns whether somebody reads it. */
  boolean look() throws IOException {
    Map<String, T> now = new LinkedHashMap<>();
    telling.tell(item -> now.put(key.apply(item), item));
    known.forEach((name, item) -> {
      if (!now.containsKey(name)) {
        printer.print("DELETED", item);
      }
    });
    now.forEach((name, item) -> {
      T before = known.get(name);
      if (before == null) {
        printer.print("ADDED", item);
      } else if (!before.equals(item)) {
        printer.print("MODIFIED", item);
      }
    });
    known = now;
    return printer.end();
  }
}
