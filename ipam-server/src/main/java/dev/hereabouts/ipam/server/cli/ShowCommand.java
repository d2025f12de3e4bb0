package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.config.AddressText;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code show}: who holds an address, what a pod or a node holds, or a range as a map. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows who holds an address, what a pod or a node holds, or a range as a map.",
    footer = {
      "",
      "Exit codes: 0 when there is something, 1 when there is nothing, 64 wrong usage.",
      "One address may have several entries: under several network_names, as solo or as",
      "shared ones. A part of a pool's range is shown as a map, too. A pod of a",
      "namespace that is named node is pod/node/NAME."
    })
public final class ShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Clusters clusters;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SourceOptions options = new SourceOptions();

  @Parameters(
      index = "0",
      paramLabel = "ADDRESS|RANGE|NS/POD|node/NAME",
      converter = Subject.Converter.class,
      description =
          "an address such as 10.0.0.9, a range such as 10.0.0.0/24, a pod such as"
              + " default/web-1, or a node such as node/worker-1")
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
          switch (subject) {
            case Subject.OfRange(Cidr range) -> showRange(range, source, out);
            case Subject.OfAddress of -> showEntries(source, out) || tellUnheld(of, source);
            case Subject.OfPod of -> showEntries(source, out) || tell(of.nothingFound());
            case Subject.OfNode of -> showEntries(source, out) || tell(of.nothingFound());
          };
    }
    out.flush();
    return options.exitCode(isFound);
  }

  /** Says what there is instead; returns false, for nothing was found. */
  private boolean tell(String instead) {
    spec.commandLine().getErr().println(instead);
    return false;
  }

  private boolean tellUnheld(Subject.OfAddress of, Source source) {
    String known = "";
    try {
      var address = Objects.requireNonNull(AddressText.parseStrict(of.address()));
      known = ": " + KnownPool.unheld(address, KnownPool.of(source));
    } catch (IOException _) {
      // an agent knows no pools
    }
    return tell(of.nothingFound() + known);
  }

  private boolean showEntries(Source source, PrintWriter out) throws IOException {
    return switch (options.format()) {
      case JSON -> print(source, Document.json("entries", out));
      case YAML -> print(source, Document.yaml("entries", out));
      case TABLE, WIDE ->
          subject instanceof Subject.OfNode ? printTable(source, out) : printDetails(source, out);
    };
  }

  private boolean print(Source source, Document document) throws IOException {
    source.entryObjects(subject.parameters(), document::add);
    document.end();
    return !document.isEmpty();
  }

  private boolean printTable(Source source, PrintWriter out) throws IOException {
    Table table = new Table(EntryTable.columns(options.format()));
    Instant now = surroundings.clock().instant();
    source.entries(
        subject.parameters(), entry -> table.add(EntryTable.row(entry, now, options.format())));
    if (!table.isEmpty()) {
      table.print(out, surroundings.hasColours());
    }
    return !table.isEmpty();
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

  private boolean showRange(Cidr range, Source source, PrintWriter out) throws IOException {
    List<KnownPool> pools = KnownPool.of(source);
    List<KnownPool> shown = KnownPool.withRange(range, pools);
    if (shown.isEmpty()) {
      return tell(KnownPool.noneHas(range, pools));
    }
    switch (options.format()) {
      case JSON -> print(shown, Document.json("pools", out));
      case YAML -> print(shown, Document.yaml("pools", out));
      case TABLE, WIDE -> {
        Suspects suspects = suspects(source);
        String separator = "";
        for (KnownPool pool : shown) {
          out.print(separator);
          draw(pool, range, source, suspects, out);
          separator = System.lineSeparator();
        }
      }
    }
    return true;
  }

  private Suspects suspects(Source source) {
    try (Progress progress = new Progress(spec.commandLine().getErr())) {
      return source.suspects(progress);
    }
  }

  private static void print(List<KnownPool> pools, Document document) {
    pools.forEach(pool -> document.add(pool.fields()));
    document.end();
  }

  private void draw(KnownPool pool, Cidr range, Source source, Suspects suspects, PrintWriter out)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    source.entries(
        Map.of("space", pool.pool().id().space(), "within", AddressText.format(range)),
        entries::add);
    Fields fields = new Fields(pool.fields());
    out.println(pool.name());
    out.println("  networks: " + Printable.of(String.join(", ", fields.texts("networks"))));
    out.println(
        "  size %s, used %s, free %s: %s %% cannot be given any more"
            .formatted(
                fields.text("size"),
                fields.text("used"),
                fields.text("free"),
                fields.text("percent")));
    if (!range.equals(pool.pool().id().cidr())) {
      out.println("  of which " + AddressText.format(range) + ":");
    }
    out.println();
    new PoolMap(pool.pool(), range, entries, suspects.among())
        .print(out, Terminal.columns(surroundings), MapStyle.of(surroundings));
    if (!suspects.unknown().isEmpty()) {
      out.println();
      out.println("  " + suspects.unknown());
    }
  }
}
