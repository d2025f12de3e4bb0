package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.cli.Table.Tone;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pools as rows of a table. */
final class PoolTable {
  private static final BigDecimal WARNING_PERCENT = BigDecimal.valueOf(80);
  private static final BigDecimal ALARM_PERCENT = BigDecimal.valueOf(95);
  private static final int NETWORKS_SHOWN = 3;

  private PoolTable() {}

  static List<Column> columns(OutputFormat format) {
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

  /** The row of a pool, by its fields. */
  static List<Cell> row(Fields pool, Instant now, OutputFormat format) {
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
      cells.add(new Cell(distinct(offers.stream().map(PoolTable::interval))));
      cells.add(
          new Cell(
              distinct(
                  offers.stream()
                      .flatMap(offer -> offer.objects("excludes").stream())
                      .map(PoolTable::interval))));
      cells.add(
          new Cell(
              distinct(
                  offers.stream()
                      .map(offer -> offer.text("gateway"))
                      .filter(gateway -> !gateway.isEmpty()))));
    }
    return cells;
  }

  private static String interval(Fields of) {
    String first = of.text("first");
    String last = of.text("last");
    return first.equals(last) ? first : first + "-" + last;
  }

  private static String distinct(Stream<String> texts) {
    return texts.distinct().collect(Collectors.joining(","));
  }

  static Tone tone(String percent) {
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
