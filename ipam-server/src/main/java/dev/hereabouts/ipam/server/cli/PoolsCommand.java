package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.cli.Table.Tone;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
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

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServiceOptions service = new ServiceOptions();

  public PoolsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ServiceException {
    PrintWriter out = spec.commandLine().getOut();
    switch (service.format()) {
      case JSON -> print(Document.json("pools", out));
      case YAML -> print(Document.yaml("pools", out));
      case TABLE -> {
        Table table = emptyTable();
        Instant now = surroundings.clock().instant();
        service.pools(surroundings, pool -> add(new Fields(pool), now, table));
        if (table.isEmpty()) {
          spec.commandLine()
              .getErr()
              .println("no pools yet: the first ADD that names a range makes its pool");
        } else {
          table.print(out, surroundings.hasColours());
        }
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private void print(Document document) throws ServiceException {
    service.pools(surroundings, document::add);
    document.end();
  }

  private static Table emptyTable() {
    return new Table(
        List.of(
            Column.text("NETWORK-NAME"),
            Column.text("RANGE"),
            Column.number("SIZE"),
            Column.number("USED"),
            Column.number("FREE"),
            Column.number("USE%"),
            Column.text("NETWORKS"),
            Column.text("AGE")));
  }

  private static void add(Fields pool, Instant now, Table table) {
    table.add(
        new Cell(pool.text("space")),
        new Cell(pool.text("range")),
        new Cell(pool.text("size")),
        new Cell(pool.text("used")),
        new Cell(pool.text("free")),
        new Cell(pool.text("percent"), tone(pool.text("percent"))),
        new Cell(some(pool.texts("networks"))),
        new Cell(Age.of(pool.instant("since"), now)));
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
