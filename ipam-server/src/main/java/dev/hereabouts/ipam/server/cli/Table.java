package dev.hereabouts.ipam.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows under a header line, each column as wide as its widest cell; no line ends in blanks. */
final class Table {
  private static final String GAP = "   ";
  private static final String RESET = "\u001b[0m";

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();
  private final int[] widths;

  Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.widths = columns.stream().mapToInt(column -> column.title().length()).toArray();
  }

  /** A column; numbers stand at its right side. */
  record Column(String title, boolean isNumber) {
    static Column text(String title) {
      return new Column(title, false);
    }

    static Column number(String title) {
      return new Column(title, true);
    }
  }

  /** What stands in one row's column. */
  record Cell(String text, Tone tone) {
    Cell(String text) {
      this(text, Tone.PLAIN);
    }
  }

  /** The colour of a cell. */
  enum Tone {
    PLAIN(""),
    WARNING("\u001b[33m"),
    ALARM("\u001b[31m");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /** Adds a row with a cell for each column. */
  void add(Cell... cells) {
    add(List.of(cells));
  }

  /** As {@link #add(Cell...)}. */
  void add(List<Cell> cells) {
    rows.add(measured(cells));
  }

  private List<Cell> measured(List<Cell> cells) {
    List<Cell> row =
        cells.stream().map(cell -> new Cell(Printable.of(cell.text()), cell.tone())).toList();
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).text().length());
    }
    return row;
  }

  /** Prints a row that comes after the others, under them as far as they left it the room. */
  void printLater(List<Cell> cells, PrintWriter out, boolean inColours) {
    out.println(line(measured(cells), inColours));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(PrintWriter out, boolean inColours) {
    out.println(line(columns.stream().map(column -> new Cell(column.title())).toList(), false));
    for (List<Cell> row : rows) {
      out.println(line(row, inColours));
    }
  }

  private String line(List<Cell> row, boolean inColours) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      String padding = " ".repeat(widths[i] - cell.text().length());
      boolean coloured = inColours && cell.tone() != Tone.PLAIN;
      line.append(i == 0 ? "" : GAP)
          .append(columns.get(i).isNumber() ? padding : "")
          .append(coloured ? cell.tone().code + cell.text() + RESET : cell.text())
          .append(columns.get(i).isNumber() ? "" : padding);
    }
    return line.toString().stripTrailing();
  }
}
