package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Prints what becomes of items, one after the other. */
abstract sealed class EventPrinter<T> {
  final PrintWriter out;

  private EventPrinter(PrintWriter out) {
    this.out = out;
  }

  /** As rows whose first column is the event. */
  static <T> EventPrinter<T> table(
      PrintWriter out, boolean inColours, List<Column> columns, Function<T, List<Cell>> row) {
    return new AsTable<>(out, inColours, columns, row);
  }

  /** As objects with the fields {@code event} and the item's own: JSON, one a line, or YAML. */
  static EventPrinter<Map<String, @Nullable Object>> objects(
      PrintWriter out, OutputFormat format, String field) {
    return new AsObjects(out, format == OutputFormat.YAML, field);
  }

  abstract void print(String event, T item);

  /** Called when what happened at a time is printed; returns whether somebody reads it. */
  boolean end() {
    out.flush();
    return !out.checkError();
  }

  /** The first items set the widths of the columns. */
  private static final class AsTable<T> extends EventPrinter<T> {
    private final boolean inColours;
    private final Function<T, List<Cell>> row;
    private final Table table;
    private boolean begun;

    AsTable(PrintWriter out, boolean inColours, List<Column> columns, Function<T, List<Cell>> row) {
      super(out);
      this.inColours = inColours;
      this.row = row;
      List<Column> all = new ArrayList<>(List.of(Column.text("EVENT")));
      all.addAll(columns);
      table = new Table(all);
    }

    @Override
    void print(String event, T item) {
      List<Cell> cells = new ArrayList<>(List.of(new Cell(event)));
      cells.addAll(row.apply(item));
      if (begun) {
        table.printLater(cells, out, inColours);
      } else {
        table.add(cells);
      }
    }

    @Override
    boolean end() {
      if (!begun && !table.isEmpty()) {
        begun = true;
        table.print(out, inColours);
      }
      return super.end();
    }
  }

  private static final class AsObjects extends EventPrinter<Map<String, @Nullable Object>> {
    private final boolean yaml;
    private final String field;
    private final Dump dump =
        new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setExplicitStart(true)
                .build());

    AsObjects(PrintWriter out, boolean yaml, String field) {
      super(out);
      this.yaml = yaml;
      this.field = field;
    }

    @Override
    void print(String event, Map<String, @Nullable Object> item) {
      Map<String, @Nullable Object> told = new LinkedHashMap<>();
      told.put("event", event);
      told.put(field, item);
      if (yaml) {
        out.print(dump.dumpToString(told));
      } else {
        byte[] json = Json.inMemory(generator -> JsonTree.write(told, generator));
        out.print(new String(json, StandardCharsets.UTF_8) + "\n");
      }
    }
  }
}
