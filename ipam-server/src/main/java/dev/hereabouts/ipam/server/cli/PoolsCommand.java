package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.cli.Table.Tone;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pools}: each range with its numbers. */
@Command(
    name = "pools",
    mixinStandardHelpOptions = true,
    description = "Shows each range that networks use, and how full it is.",
    footer = {
      "",
      "NETWORK-NAME is the network_name under which the range's addresses are unique,",
      "- where the configurations name none. FREE is what an ordinary request can still",
      "get: addresses that overlapping ranges hold are not free."
    })
public final class PoolsCommand implements Callable<Integer> {
  private static final BigDecimal WARNING_PERCENT = BigDecimal.valueOf(80);
  private static final BigDecimal ALARM_PERCENT = BigDecimal.valueOf(95);
  private static final int NETWORKS_SHOWN = 3;

  private final Surroundings surroundings;
  private final Clusters clusters;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SourceOptions options = new SourceOptions();

  public PoolsCommand(Surroundings surroundings, Clusters clusters) {
    this.surroundings = surroundings;
    this.clusters = clusters;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    OutputFormat format = options.format();
    try (Source source = options.open(spec, surroundings, clusters)) {
      switch (format) {
        case JSON -> print(source, Document.json("pools", out));
        case YAML -> print(source, Document.yaml("pools", out));
        case TABLE, WIDE -> {
          Table table = new Table(columns(format));
          Instant now = surroundings.clock().instant();
          source.pools(pool -> table.add(row(new Fields(pool), now, format)));
          if (table.isEmpty()) {
            spec.commandLine()
                .getErr()
                .println("no pools yet: the first ADD that names a range makes its pool");
          } else {
            table.print(out, surroundings.hasColours());
          }
        }
      }
    }
    out.flush();
    return options.exitCode(true);
  }

  private static void print(Source source, Document document) throws IOException {
    source.pools(document::add);
    document.end();
  }

  private static List<Column> columns(OutputFormat format) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("NETWORK-NAME"),
                Column.text("RANGE"),
                Column.number("SIZE"),
                Column.number("USED"),
                Column.number("FREE"),
                Column.number("USE%"),
                Column.text("NETWORKS"),
                Column.text("AGE")));
    if (format == OutputFormat.WIDE) {
      columns.addAll(
          List.of(Column.text("WINDOWS"), Column.text("EXCLUDED"), Column.text("GATEWAYS")));
    }
    return columns;
  }

  private static Cell[] row(Fields pool, Instant now, OutputFormat format) {
    boolean wide = format == OutputFormat.WIDE;
    List<String> networks = pool.texts("networks");
    List<Cell> cells =
        new ArrayList<>(
            List.of(
                new Cell(pool.text("space")),
                new Cell(pool.text("range")),
                new Cell(pool.text("size")),
                new Cell(pool.text("used")),
                new Cell(pool.text("free")),
                new Cell(pool.text("percent"), tone(pool.text("percent"))),
                new Cell(wide ? String.join(",", networks) : some(networks)),
                new Cell(Age.of(pool.instant("since"), now))));
    if (wide) {
      List<Fields> offers = pool.objects("offers");
      cells.add(new Cell(distinct(offers.stream().map(PoolsCommand::interval))));
      cells.add(
          new Cell(
              distinct(
                  offers.stream()
                      .flatMap(offer -> offer.objects("excludes").stream())
                      .map(PoolsCommand::interval))));
      cells.add(
          new Cell(
              distinct(
                  offers.stream()
                      .map(offer -> offer.text("gateway"))
                      .filter(gateway -> !gateway.isEmpty()))));
    }
    return cells.toArray(Cell[]::new);
  }

  private static String interval(Fields of) {
    String first = of.text("first");
    String last = of.text("last");
    return first.equals(last) ? first : first + "-" + last;
  }

  private static String distinct(Stream<String> texts) {
    return texts.distinct().collect(Collectors.joining(","));
  }

  private static Tone tone(String percent) {
    BigDecimal used = percent.isEmpty() ? BigDecimal.ZERO : new BigDecimal(percent);
    if (used.compareTo(ALARM_PERCENT) >= 0) {
      return Tone.ALARM;
    }
    return used.compareTo(WARNING_PERCENT) >= 0 ? Tone.WARNING : Tone.PLAIN;
  }

  private static String some(List<String> networks) {
    int more = networks.size() - NETWORKS_SHOWN;
    return more <= 0
        ? String.join(",", networks)
        : String.join(",", networks.subList(0, NETWORKS_SHOWN)) + ",+" + more;
  }
}
