package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The service at a socket, asked anew with each question. */
record SocketSource(SocketChoice socket) implements Source {
  private static final Duration POLL = Duration.ofSeconds(1);

  @Override
  public void pools(Consumer<Map<String, @Nullable Object>> action) throws ServiceException {
    List<Map<String, @Nullable Object>> answers = new ArrayList<>();
    ask("/v1/pools", Map.of(), JsonTree::object, answers::add);
    if (answers.size() != 1 || !(answers.getFirst().get("pools") instanceof List<?> pools)) {
      throw strange("its answer names no list of pools");
    }
    JsonTree.objectsOf(pools).forEach(action);
  }

  @Override
  public void publishedPools(Consumer<Map<String, @Nullable Object>> action)
      throws ServiceException {
    pools(action);
  }

  @Override
  public void entries(Map<String, String> filters, Consumer<Entry> action) throws ServiceException {
    ask("/v1/entries", filters, EntryMapper::read, action);
  }

  @Override
  public void entryObjects(
      Map<String, String> filters, Consumer<Map<String, @Nullable Object>> action)
      throws ServiceException {
    ask("/v1/entries", filters, JsonTree::object, action);
  }

  @Override
  public Suspects suspects(Progress progress) {
    return Suspects.byEntries("");
  }

  @Override
  public void awaitChange() throws InterruptedException {
    Thread.sleep(POLL);
  }

  @Override
  public void close() {}

  private <T> void ask(
      String path, Map<String, String> parameters, Json.Reading<T> reading, Consumer<T> action)
      throws ServiceException {
    byte[] answer = new ServiceClient(socket).get(path, parameters);
    try {
      JsonLines.forEach(answer, reading, action);
    } catch (IOException e) {
      throw strange(e.getMessage());
    }
  }

  private ServiceException strange(@Nullable String why) {
    return new ServiceException(
        "what answers at " + socket + " is not the service of this version: " + why);
  }
}
