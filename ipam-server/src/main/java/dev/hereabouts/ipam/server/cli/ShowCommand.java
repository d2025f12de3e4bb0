package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code show}: who holds an address, or what a pod holds. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows who holds an address, or what a pod holds, with all that is known.",
    footer = {
      "",
      "Exit codes: 0 when there is an entry, 1 when there is none, 64 wrong usage.",
      "One address may have several entries: under several network_names, as solo or as",
      "shared ones."
    })
public final class ShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Clusters clusters;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SourceOptions options = new SourceOptions();

  @Parameters(
      index = "0",
      paramLabel = "ADDRESS|NS/POD",
      converter = Subject.Converter.class,
      description = "an address such as 10.0.0.9, or a pod such as default/web-1")
  private Subject subject = new Subject.OfAddress("");

  public ShowCommand(Surroundings surroundings, Clusters clusters) {
    this.surroundings = surroundings;
    this.clusters = clusters;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean isFound;
    try (Source source = options.open(spec, surroundings, clusters)) {
      isFound =
          switch (options.format()) {
            case JSON -> print(source, Document.json("entries", out));
            case YAML -> print(source, Document.yaml("entries", out));
            case TABLE, WIDE -> printDetails(source, out);
          };
    }
    out.flush();
    if (!isFound) {
      spec.commandLine().getErr().println(subject.nothingFound());
    }
    return options.exitCode(isFound);
  }

  private boolean print(Source source, Document document) throws IOException {
    source.entryObjects(subject.parameters(), document::add);
    document.end();
    return !document.isEmpty();
  }

  private boolean printDetails(Source source, PrintWriter out) throws IOException {
    List<Entry> entries = new ArrayList<>();
    source.entries(subject.parameters(), entries::add);
    EntryDetails details = new EntryDetails(surroundings.clock().instant());
    String separator = "";
    for (Entry entry : entries) {
      out.print(separator);
      details.print(entry, out);
      separator = System.lineSeparator();
    }
    return !entries.isEmpty();
  }
}
