package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that asks the service. */
final class ServiceOptions {
  @Option(
      names = "--socket",
      paramLabel = "S",
      description =
          "the socket of the service to ask (default: HEREABOUTS_SOCKET, else"
              + " /run/hereabouts/ipam.sock)")
  private @Nullable Path socket;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      description = "table, json or yaml (default: ${DEFAULT-VALUE})")
  private OutputFormat format = OutputFormat.TABLE;

  OutputFormat format() {
    return format;
  }

  /** Asks for all pools, in the order of their space and range. */
  void pools(Surroundings surroundings, Consumer<Map<String, @Nullable Object>> action)
      throws ServiceException {
    List<Map<String, @Nullable Object>> answers = new ArrayList<>();
    ask(surroundings, "/v1/pools", Map.of(), JsonTree::object, answers::add);
    if (answers.size() != 1 || !(answers.getFirst().get("pools") instanceof List<?> pools)) {
      throw strange(
          SocketChoice.of(socket, surroundings.environment()), "its answer names no list of pools");
    }
    JsonTree.objectsOf(pools).forEach(action);
  }

  /** Asks for the entries for which all filters hold, in the order of their addresses. */
  void entries(Surroundings surroundings, Map<String, String> filters, Consumer<Entry> action)
      throws ServiceException {
    ask(surroundings, "/v1/entries", filters, EntryMapper::read, action);
  }

  /** Prints the same with all that the service says of them; returns whether there are any. */
  boolean printEntries(Surroundings surroundings, Map<String, String> filters, Document document)
      throws ServiceException {
    ask(surroundings, "/v1/entries", filters, JsonTree::object, document::add);
    document.end();
    return !document.isEmpty();
  }

  private <T> void ask(
      Surroundings surroundings,
      String path,
      Map<String, String> parameters,
      Json.Reading<T> reading,
      Consumer<T> action)
      throws ServiceException {
    SocketChoice choice = SocketChoice.of(socket, surroundings.environment());
    byte[] answer = new ServiceClient(choice).get(path, parameters);
    try {
      JsonLines.forEach(answer, reading, action);
    } catch (IOException e) {
      throw strange(choice, e.getMessage());
    }
  }

  private static ServiceException strange(SocketChoice choice, @Nullable String why) {
    return new ServiceException(
        "what answers at " + choice + " is not the service of this version: " + why);
  }
}
