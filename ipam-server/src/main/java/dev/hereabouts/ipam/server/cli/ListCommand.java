package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import java.io.PrintWriter;
import java.time.Instant;
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
      "names. CONTAINER is the start of the container ID; json and yaml have all of it."
    })
public final class ListCommand implements Callable<Integer> {
  private static final int CONTAINER_CHARACTERS = 12;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServiceOptions service = new ServiceOptions();
  @Mixin private EntryFilters filters = new EntryFilters();

  public ListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ServiceException {
    Map<String, String> parameters = filters.parameters();
    PrintWriter out = spec.commandLine().getOut();
    switch (service.format()) {
      case JSON -> service.printEntries(surroundings, parameters, Document.json("entries", out));
      case YAML -> service.printEntries(surroundings, parameters, Document.yaml("entries", out));
      case TABLE -> {
        Table table = emptyTable();
        Instant now = surroundings.clock().instant();
        service.entries(surroundings, parameters, entry -> add(entry, now, table));
        if (table.isEmpty()) {
          spec.commandLine().getErr().println(nothingFound(parameters));
        } else {
          table.print(out, surroundings.hasColours());
        }
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String nothingFound(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? "no entries yet: nobody holds an address"
        : "no entry has " + EntryFilters.described(parameters);
  }

  private static Table emptyTable() {
    return new Table(
        List.of(
            Column.text("ADDRESS"),
            Column.text("RANGE"),
            Column.text("NETWORK-NAME"),
            Column.text("POD"),
            Column.text("INTERFACE"),
            Column.text("NETWORK"),
            Column.text("NODE"),
            Column.text("CONTAINER"),
            Column.text("KIND"),
            Column.text("AGE")));
  }

  private static void add(Entry entry, Instant now, Table table) {
    String container = entry.holder().containerId();
    table.add(
        new Cell(AddressText.format(entry.address())),
        new Cell(AddressText.format(entry.pool().cidr())),
        new Cell(entry.pool().space()),
        new Cell(entry.pod().reference()),
        new Cell(entry.ifName()),
        new Cell(entry.network()),
        new Cell(entry.holder().node()),
        new Cell(container.substring(0, Math.min(CONTAINER_CHARACTERS, container.length()))),
        new Cell(entry.kind().name().toLowerCase(Locale.ROOT)),
        new Cell(Age.of(Instant.ofEpochMilli(entry.since()), now)));
  }
}
