package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
  private final Surroundings surroundings;
  private final Clusters clusters;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SourceOptions options = new SourceOptions();
  @Mixin private EntryFilters filters = new EntryFilters();
  @Mixin private WatchOption watch = new WatchOption();

  public ListCommand(Surroundings surroundings, Clusters clusters) {
    this.surroundings = surroundings;
    this.clusters = clusters;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> parameters = filters.parameters();
    PrintWriter out = spec.commandLine().getOut();
    OutputFormat format = options.format();
    try (Source source = options.open(spec, surroundings, clusters)) {
      if (watch.isGiven()) {
        watch(source, parameters, out, format);
      } else {
        switch (format) {
          case JSON -> print(source, parameters, Document.json("entries", out));
          case YAML -> print(source, parameters, Document.yaml("entries", out));
          case TABLE, WIDE -> printTable(source, parameters, out, format);
        }
      }
    }
    out.flush();
    return options.exitCode(true);
  }

  private void printTable(
      Source source, Map<String, String> parameters, PrintWriter out, OutputFormat format)
      throws IOException {
    Table table = new Table(EntryTable.columns(format));
    Instant now = surroundings.clock().instant();
    source.entries(parameters, entry -> table.add(EntryTable.row(entry, now, format)));
    if (table.isEmpty()) {
      spec.commandLine().getErr().println(nothingFound(parameters));
    } else {
      table.print(out, surroundings.hasColours());
    }
  }

  private void watch(
      Source source, Map<String, String> parameters, PrintWriter out, OutputFormat format)
      throws IOException, InterruptedException {
    if (format.isTable()) {
      new Watching<Entry>(
              action -> source.entries(parameters, action),
              entry -> entry.id().text(),
              EventPrinter.table(
                  out,
                  surroundings.hasColours(),
                  EntryTable.columns(format),
                  entry -> EntryTable.row(entry, surroundings.clock().instant(), format)))
          .run(source::awaitChange);
    } else {
      new Watching<Map<String, @Nullable Object>>(
              action -> source.entryObjects(parameters, action),
              entry -> String.valueOf(entry.get("id")),
              EventPrinter.objects(out, format, "entry"))
          .run(source::awaitChange);
    }
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
}
