package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.cli.Table.Tone;
import dev.hereabouts.ipam.server.upkeep.check.Code;
import dev.hereabouts.ipam.server.upkeep.check.Count;
import dev.hereabouts.ipam.server.upkeep.check.Finding;
import dev.hereabouts.ipam.server.upkeep.check.Picture;
import dev.hereabouts.ipam.server.upkeep.check.Repaired;
import dev.hereabouts.ipam.server.upkeep.check.Severity;
import java.io.PrintWriter;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code check} prints. */
public final class CheckText {
  private final OutputFormat format;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean hasColours;

  CheckText(OutputFormat format, PrintWriter out, PrintWriter err, boolean hasColours) {
    this.format = format;
    this.out = out;
    this.err = err;
    this.hasColours = hasColours;
  }

  /** Prints the findings, what to do, what was repaired, and how many there are. */
  public void print(List<Finding> findings, List<Repaired> repaired, Picture picture) {
    switch (format) {
      case TABLE, WIDE -> {
        people(findings, repaired);
        out.println(summary(findings, picture));
      }
      case JSON -> document(findings, repaired, Document.json("findings", out));
      case YAML -> document(findings, repaired, Document.yaml("findings", out));
    }
    out.flush();
    err.flush();
  }

  private void people(List<Finding> findings, List<Repaired> repaired) {
    if (findings.isEmpty()) {
      return;
    }
    Table table =
        new Table(
            List.of(
                Column.text("SEVERITY"),
                Column.text("CODE"),
                Column.text("OBJECT"),
                Column.text("NETWORK-NAME"),
                Column.text("FINDING")));
    for (Finding finding : findings) {
      table.add(
          severity(finding.code().severity()),
          new Cell(finding.code().word()),
          new Cell(finding.kind() + " " + finding.name()),
          new Cell(finding.space()),
          new Cell(finding.text()));
    }
    table.print(out, hasColours);
    out.println();
    out.println("What to do:");
    for (Code code : new TreeSet<>(findings.stream().map(Finding::code).toList())) {
      out.println("- " + code.word() + ": " + code.remedy());
    }
    out.println();
    for (Repaired each : repaired) {
      out.println(
          "%s %s %s: %s"
              .formatted(
                  each.done() ? "repaired" : "not repaired:",
                  each.finding().code().word(),
                  Printable.of(each.finding().name()),
                  Printable.of(each.text())));
    }
  }

  private static Cell severity(Severity severity) {
    return new Cell(
        severity.name().toLowerCase(Locale.ROOT),
        switch (severity) {
          case ERROR -> Tone.ALARM;
          case WARNING -> Tone.WARNING;
        });
  }

  private static String summary(List<Finding> findings, Picture picture) {
    String looked =
        Count.of(picture.entryCount(), "entry", "entries")
            + " in "
            + Count.of(picture.blocks().size(), "block", "blocks")
            + ", "
            + Count.of(picture.pools().size(), "pool", "pools");
    if (findings.isEmpty()) {
      return "all fits: " + looked;
    }
    long errors =
        findings.stream().filter(each -> each.code().severity() == Severity.ERROR).count();
    long repairable = findings.stream().filter(each -> each.repair() != null).count();
    return Count.of(findings.size(), "finding", "findings")
        + " ("
        + Count.of(errors, "error", "errors")
        + ", "
        + Count.of(findings.size() - errors, "warning", "warnings")
        + (repairable == 0 ? "" : ", " + repairable + " for --repair")
        + ") in "
        + looked;
  }

  private static void document(List<Finding> findings, List<Repaired> repaired, Document document) {
    IdentityHashMap<Finding, Repaired> results = new IdentityHashMap<>();
    repaired.forEach(each -> results.put(each.finding(), each));
    findings.forEach(finding -> document.add(tree(finding, results.get(finding))));
    document.end();
  }

  private static Map<String, @Nullable Object> tree(Finding finding, @Nullable Repaired repaired) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", finding.code().word());
    fields.put("severity", finding.code().severity().name().toLowerCase(Locale.ROOT));
    fields.put("kind", finding.kind());
    fields.put("name", finding.name());
    if (!finding.space().isEmpty()) {
      fields.put("space", finding.space());
    }
    fields.put("message", finding.text());
    fields.put("remedy", finding.code().remedy());
    fields.put("repairable", finding.repair() != null);
    if (repaired != null) {
      fields.put("repaired", repaired.done());
      fields.put("repairMessage", repaired.text());
    }
    return fields;
  }
}
