package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.whereabouts.Doubt;
import dev.hereabouts.ipam.server.whereabouts.ImportPlan;
import dev.hereabouts.ipam.server.whereabouts.ImportRun;
import dev.hereabouts.ipam.server.whereabouts.OldRecord;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;
import dev.hereabouts.ipam.server.whereabouts.SliceStep;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code import whereabouts} prints. */
public final class ImportText {
  private static final Comparator<PoolId> BY_SPACE =
      Comparator.comparing(PoolId::space).thenComparing(PoolId::cidr);

  private final PrintWriter out;
  private final boolean hasColours;

  public ImportText(PrintWriter out, boolean hasColours) {
    this.out = out;
    this.hasColours = hasColours;
  }

  /**
   * Prints the plan.
   *
   * @param everyRecord whether to list the records one by one, too
   */
  public void plan(ImportPlan plan, boolean everyRecord) {
    out.println("found: " + plan.found());
    if (!plan.steps().isEmpty()) {
      out.println();
      pools(plan);
    }
    if (!plan.slices().isEmpty()) {
      out.println();
      slices(plan);
    }
    if (everyRecord && !plan.slices().isEmpty()) {
      out.println();
      everySlice(plan);
    }
    if (everyRecord && !plan.steps().isEmpty()) {
      out.println();
      records(plan);
    }
    if (!plan.doubts().isEmpty()) {
      out.println();
      doubts(plan.doubts());
    }
    out.println();
    out.println(
        "%s to import, %d here already, %d left out, %d in doubt"
            .formatted(
                counted(plan.toImport().size(), "address", "addresses"),
                plan.with(Standing.PRESENT).size(),
                plan.with(Standing.OUTDATED).size(),
                plan.doubts().size()));
  }

  private void pools(ImportPlan plan) {
    Map<PoolId, Map<Standing, Integer>> pools = new TreeMap<>(BY_SPACE);
    for (ImportPlan.Step step : plan.steps()) {
      pools
          .computeIfAbsent(step.record().entry().pool(), _ -> new EnumMap<>(Standing.class))
          .merge(step.standing(), 1, Integer::sum);
    }
    Table table =
        new Table(
            List.of(
                Column.text("NETWORK-NAME"),
                Column.text("RANGE"),
                Column.number("TO IMPORT"),
                Column.number("HERE ALREADY"),
                Column.number("LEFT OUT")));
    pools.forEach((pool, counts) ->
        table.add(
            new Cell(pool.space()),
            new Cell(AddressText.format(pool.cidr())),
            count(counts, Standing.NEW),
            count(counts, Standing.PRESENT),
            count(counts, Standing.OUTDATED)));
    table.print(out, hasColours);
  }

  private void slices(ImportPlan plan) {
    Map<PoolId, Map<Standing, Integer>> pools = new TreeMap<>(BY_SPACE);
    for (SliceStep step : plan.slices()) {
      pools
          .computeIfAbsent(step.pool(), _ -> new EnumMap<>(Standing.class))
          .merge(step.standing(), 1, Integer::sum);
    }
    pools.forEach((pool, counts) -> {
      int all = counts.values().stream().mapToInt(Integer::intValue).sum();
      out.println(
          "slices: %s of %s%s: %d to import, %d here already, %d left out"
              .formatted(
                  counted(all, "node", "nodes"),
                  AddressText.format(pool.cidr()),
                  pool.space().isEmpty() ? "" : " in " + Printable.of(pool.space()),
                  counts.getOrDefault(Standing.NEW, 0),
                  counts.getOrDefault(Standing.PRESENT, 0),
                  counts.getOrDefault(Standing.OUTDATED, 0)));
    });
  }

  private void everySlice(ImportPlan plan) {
    Table table =
        new Table(
            List.of(
                Column.text("SLICE"),
                Column.text("NETWORK-NAME"),
                Column.text("NODE"),
                Column.text("FROM"),
                Column.text("STATE")));
    for (SliceStep step : plan.slices()) {
      table.add(
          new Cell(AddressText.format(step.slice().slice())),
          new Cell(step.pool().space()),
          new Cell(step.slice().node()),
          new Cell(step.source()),
          new Cell(state(step.standing())));
    }
    table.print(out, hasColours);
  }

  private static String state(Standing standing) {
    return switch (standing) {
      case NEW -> "to import";
      case PRESENT -> "here already";
      case OUTDATED -> "left out";
    };
  }

  private static Cell count(Map<Standing, Integer> counts, Standing standing) {
    return new Cell(String.valueOf(counts.getOrDefault(standing, 0)));
  }

  private void records(ImportPlan plan) {
    Table table =
        new Table(
            List.of(
                Column.text("ADDRESS"),
                Column.text("NETWORK-NAME"),
                Column.text("POD"),
                Column.text("INTERFACE"),
                Column.text("NODE"),
                Column.text("MATCHED BY"),
                Column.text("FROM"),
                Column.text("STATE")));
    for (ImportPlan.Step step : plan.steps()) {
      OldRecord record = step.record();
      table.add(
          new Cell(AddressText.format(record.entry().address())),
          new Cell(record.entry().pool().space()),
          new Cell(record.entry().pod().reference()),
          new Cell(record.entry().ifName()),
          new Cell(record.entry().node()),
          new Cell(record.entry().pod().uid().isEmpty() ? "name" : "UID"),
          new Cell(record.source()),
          new Cell(state(step.standing())));
    }
    table.print(out, hasColours);
  }

  private void doubts(List<Doubt> doubts) {
    out.println("In doubt:");
    Doubt.Cause cause = null;
    for (Doubt doubt : doubts) {
      if (doubt.cause() != cause) {
        cause = doubt.cause();
        out.println("- " + cause.title());
      }
      out.println("    " + subject(doubt) + ": " + Printable.of(doubt.text()));
    }
  }

  /** An address that ends in a colon has brackets, for a colon follows. */
  private static String subject(Doubt doubt) {
    String subject = Printable.of(doubt.subject());
    return subject.endsWith(":") ? "[" + subject + "]" : subject;
  }

  /** Prints what came of it. */
  public void outcome(ImportRun.Outcome outcome) {
    out.println(
        "imported %s; verified %d of %d"
            .formatted(
                counted(outcome.imported(), "address", "addresses"),
                outcome.verified(),
                outcome.verified() + outcome.missing().size()));
    for (OldRecord missing : outcome.missing()) {
      out.println(
          "    %s of %s is not here: it was not written, or freed meanwhile"
              .formatted(
                  AddressText.format(missing.entry().address()),
                  Printable.of(missing.entry().pod().reference())));
    }
    ImportRun.OfSlices slices = outcome.slices();
    int ofSlices = slices.verified() + slices.missing().size();
    if (ofSlices > 0) {
      out.println(
          "imported %s; verified %d of %d"
              .formatted(
                  counted(slices.imported(), "slice", "slices"), slices.verified(), ofSlices));
    }
    for (SliceStep missing : slices.missing()) {
      out.println(
          "    %s of %s is not here: it was not written"
              .formatted(
                  AddressText.format(missing.slice().slice()),
                  Printable.of(missing.slice().node())));
    }
    outcome.failures().forEach(failure -> out.println("    " + Printable.of(failure)));
  }

  private static String counted(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
