package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code list}: each address that is held, and who holds it. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Shows each address that is held, and who holds it.",
    footer = {
      "",
      "KIND is ordinary; solo where enable_overlapping_ranges is false, so that another",
      "range may give the address too; or shared for an address that a configuration",
      "names. CONTAINER is the start of the container ID; the other formats have all of it."
    })
public final class ListCommand implements Callable<Integer> {
  private static final int CONTAINER_CHARACTERS = 12;

  private final Surroundings surroundings;
  private final Clusters clusters;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SourceOptions options = new SourceOptions();
  @Mixin private EntryFilters filters = new EntryFilters();

  public ListCommand(Surroundings surroundings, Clusters clusters) {
    this.surroundings = surroundings;
    this.clusters = clusters;
  }

  @Override
  public Integer call() throws IOException {
    Map<String, String> parameters = filters.parameters();
    PrintWriter out = spec.commandLine().getOut();
    OutputFormat format = options.format();
    try (Source source = options.open(spec, surroundings, clusters)) {
      switch (format) {
        case JSON -> print(source, parameters, Document.json("entries", out));
        case YAML -> print(source, parameters, Document.yaml("entries", out));
        case TABLE, WIDE -> {
          Table table = new Table(columns(format));
          Instant now = surroundings.clock().instant();
          source.entries(parameters, entry -> table.add(row(entry, now, format)));
          if (table.isEmpty()) {
            spec.commandLine().getErr().println(nothingFound(parameters));
          } else {
            table.print(out, surroundings.hasColours());
          }
        }
      }
    }
    out.flush();
    return options.exitCode(true);
  }

  private static void print(Source source, Map<String, String> parameters, Document document)
      throws IOException {
    source.entryObjects(parameters, document::add);
    document.end();
  }

  private static String nothingFound(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? "no entries yet: nobody holds an address"
        : "no entry has " + EntryFilters.described(parameters);
  }

  private static List<Column> columns(OutputFormat format) {
    List<String> titles =
        new ArrayList<>(
            List.of(
                "ADDRESS",
                "RANGE",
                "NETWORK-NAME",
                "POD",
                "INTERFACE",
                "NETWORK",
                "NODE",
                "CONTAINER",
                "KIND",
                "AGE"));
    if (format == OutputFormat.WIDE) {
      titles.addAll(List.of("POD-UID", "NETNS", "ATTEMPT", "OWNERSHIP-ID"));
    }
    return titles.stream().map(Column::text).toList();
  }

  private static Cell[] row(Entry entry, Instant now, OutputFormat format) {
    boolean wide = format == OutputFormat.WIDE;
    Holder holder = entry.holder();
    String container = holder.containerId();
    List<String> texts =
        new ArrayList<>(
            List.of(
                AddressText.format(entry.address()),
                AddressText.format(entry.pool().cidr()),
                entry.pool().space(),
                entry.pod().reference(),
                entry.ifName(),
                entry.network(),
                holder.node(),
                wide
                    ? container
                    : container.substring(0, Math.min(CONTAINER_CHARACTERS, container.length())),
                entry.kind().name().toLowerCase(Locale.ROOT),
                Age.of(Instant.ofEpochMilli(entry.since()), now)));
    if (wide) {
      texts.addAll(
          List.of(
              entry.pod().uid(),
              holder.netns(),
              holder.attempt().epoch() + "." + holder.attempt().number(),
              entry.id().text()));
    }
    return texts.stream().map(Cell::new).toArray(Cell[]::new);
  }
}
