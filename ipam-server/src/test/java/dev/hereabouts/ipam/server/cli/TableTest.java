package dev.hereabouts.ipam.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.cli.Table.Tone;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TableTest {
  private final Table table =
      new Table(List.of(Column.text("NAME"), Column.number("N"), Column.text("LAST")));

  @Test
  @DisplayName("columns are as wide as their widest cell, numbers at the right, no blanks behind")
  void alignment() {
    table.add(new Cell("a"), new Cell("1"), new Cell("x"));
    table.add(new Cell("longer"), new Cell("100"), new Cell(""));

    assertThat(printed(false))
        .isEqualTo(
            """
            NAME       N   LAST
            a          1   x
            longer   100   -
            """);
  }

  @Test
  @DisplayName("colours do not shift what stands behind them, and are printed only when asked for")
  void colours() {
    table.add(new Cell("a", Tone.ALARM), new Cell("1", Tone.WARNING), new Cell("x"));

    assertThat(printed(false)).endsWith("a      1   x\n");
    assertThat(printed(true))
        .isEqualTo("NAME   N   LAST\n\u001b[31ma\u001b[0m      \u001b[33m1\u001b[0m   x\n");
  }

  @Test
  @DisplayName("a network's author cannot steer the operator's terminal by a name")
  void controlCharacters() {
    table.add(new Cell("a\u001b[2Jb\nc\u202ed"), new Cell("1"), new Cell("x"));

    assertThat(printed(true)).endsWith("a?[2Jb?c?d   1   x\n");
  }

  private String printed(boolean inColours) {
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text, true), inColours);
    return text.toString();
  }
}
