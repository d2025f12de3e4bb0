package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whom a command asks what is held. A question that cannot be answered fails with one line that
 * says why.
 */
public interface Source extends AutoCloseable {
  /** Tells all pools with their numbers, in the order of their space and range. */
  void pools(Consumer<Map<String, @Nullable Object>> action) throws IOException;

  /**
   * Tells the same, and may take the numbers from where a leader writes them all the time: they may
   * be a second old, and not agree with entries that are asked for.
   */
  void publishedPools(Consumer<Map<String, @Nullable Object>> action) throws IOException;

  /** Tells the entries for which all filters hold, in the order of their space and address. */
  void entries(Map<String, String> filters, Consumer<Entry> action) throws IOException;

  /** Tells the same as objects with all of their fields. */
  void entryObjects(Map<String, String> filters, Consumer<Map<String, @Nullable Object>> action)
      throws IOException;

  /** Tells which of the entries that it told are suspect. */
  Suspects suspects(Progress progress);

  /** Waits until what it told may have changed: what it tells then is new. */
  void awaitChange() throws IOException, InterruptedException;

  @Override
  void close();
}
