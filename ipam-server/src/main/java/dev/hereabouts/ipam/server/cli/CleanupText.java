package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import dev.hereabouts.ipam.server.json.EntryMapper;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.upkeep.Leak;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended;
import dev.hereabouts.ipam.server.upkeep.cleanup.Ended.How;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cleanup} prints: the table and what was done on stdout; with a format for programs
 * only its document, and the rest on stderr.
 */
public final class CleanupText {
  private final OutputFormat format;
  private final PrintWriter out;
  private final PrintWriter err;
  private final PrintWriter notes;
  private final boolean hasColours;
  private final Instant now;

  /** A column, and what stands in it. */
  private record Field(String title, Function<Leak, String> value) {
    static Field of(String title, Function<Entry, String> value) {
      return new Field(title, leak -> value.apply(leak.entry()));
    }
  }

  CleanupText(OutputFormat format, PrintWriter out, PrintWriter err, Surroundings surroundings) {
    this.format = format;
    this.out = out;
    this.err = err;
    this.notes = isForPeople(format) ? out : err;
    this.hasColours = surroundings.hasColours();
    this.now = surroundings.clock().instant();
  }

  private static boolean isForPeople(OutputFormat format) {
    return switch (format) {
      case TABLE, WIDE -> true;
      case JSON, YAML -> false;
    };
  }

  /** Names the blocks that are not understood, and so not judged. */
  public void leftOut(List<SeenBlock> blocks) {
    for (SeenBlock block : blocks) {
      err.println(
          "hereabouts: left out, not understood: HereaboutsBlock %s: %s; see hereabouts check"
              .formatted(Printable.of(block.name()), Printable.of(block.fault())));
    }
    err.flush();
  }

  /** Prints what a dry run found. */
  public void dryRun(List<Leak> leaks, long judged) {
    switch (format) {
      case TABLE, WIDE -> table(leaks);
      case JSON, YAML -> document(leaks, leak -> tree(leak));
    }
    if (leaks.isEmpty()) {
      nothing(judged);
    } else {
      notes.println(
          counted(leaks.size(), "leak", "leaks")
              + " among "
              + counted(judged, "entry", "entries")
              + "; dry run: nothing was changed; --yes releases");
    }
    flush();
  }

  /** Prints what is going to be released. */
  public void plan(List<Leak> leaks, long judged) {
    if (isForPeople(format)) {
      table(leaks);
    }
    if (leaks.isEmpty()) {
      nothing(judged);
    }
    flush();
  }

  private void nothing(long judged) {
    notes.println("nothing to do: no leaks among " + counted(judged, "entry", "entries"));
  }

  /** Prints what became of some, one line each. */
  public void ended(List<Ended> ended) {
    for (Ended each : ended) {
      Entry entry = each.leak().entry();
      String what =
          "%s of %s %s on %s, %s%s"
              .formatted(
                  AddressText.format(entry.address()),
                  Printable.of(entry.pod().reference()),
                  Printable.of(entry.ifName()),
                  Printable.of(entry.node()),
                  AddressText.format(entry.pool().cidr()),
                  entry.pool().space().isEmpty()
                      ? ""
                      : " of " + Printable.of(entry.pool().space()));
      notes.println(
          switch (each.how()) {
            case RELEASED -> "released " + what + ": " + each.leak().reason().text();
            case GONE_ALREADY -> "not there any more: " + what + ": somebody else released it";
            case KEPT -> "kept " + what + ": " + Printable.of(each.text());
            case FAILED -> "not released: " + what + ": " + Printable.of(each.text());
          });
    }
    notes.flush();
  }

  /** Prints what came of all. */
  public void outcome(List<Ended> ended) {
    switch (format) {
      case TABLE, WIDE -> {}
      case JSON, YAML -> document(ended, each -> tree(each));
    }
    if (!ended.isEmpty()) {
      notes.println(
          "released "
              + counted(count(ended, How.RELEASED), "address", "addresses")
              + beside(ended, How.GONE_ALREADY, "gone already")
              + beside(ended, How.KEPT, "kept")
              + beside(ended, How.FAILED, "failed: run it again"));
    }
    flush();
  }

  private static String beside(List<Ended> ended, How how, String text) {
    long number = count(ended, how);
    return number == 0 ? "" : ", " + number + " " + text;
  }

  private static long count(List<Ended> ended, How how) {
    return ended.stream().filter(each -> each.how() == how).count();
  }

  private void table(List<Leak> leaks) {
    if (leaks.isEmpty()) {
      return;
    }
    List<Field> fields = fields();
    Table table = new Table(fields.stream().map(field -> Column.text(field.title())).toList());
    for (Leak leak : leaks) {
      table.add(
          fields.stream().map(field -> new Cell(field.value().apply(leak))).toArray(Cell[]::new));
    }
    table.print(out, hasColours);
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.of("ADDRESS", entry -> AddressText.format(entry.address())));
    fields.add(Field.of("RANGE", entry -> AddressText.format(entry.pool().cidr())));
    fields.add(Field.of("NETWORK-NAME", entry -> entry.pool().space()));
    fields.add(Field.of("POD", entry -> entry.pod().reference()));
    fields.add(Field.of("INTERFACE", Entry::ifName));
    fields.add(Field.of("NODE", Entry::node));
    fields.add(new Field("REASON", leak -> leak.reason().code()));
    fields.add(Field.of("AGE", this::age));
    if (format == OutputFormat.WIDE) {
      fields.add(Field.of("NETWORK", Entry::network));
      fields.add(Field.of("UID", entry -> entry.pod().uid()));
      fields.add(Field.of("CONTAINER", entry -> entry.holder().containerId()));
    }
    return fields;
  }

  private String age(Entry entry) {
    return Age.of(entry.since() == 0 ? null : Instant.ofEpochMilli(entry.since()), now);
  }

  private <T> void document(List<T> all, Function<T, Map<String, @Nullable Object>> tree) {
    Document document =
        format == OutputFormat.YAML ? Document.yaml("leaks", out) : Document.json("leaks", out);
    all.forEach(each -> document.add(tree.apply(each)));
    document.end();
  }

  private static Map<String, @Nullable Object> tree(Leak leak) {
    byte[] entry = Json.inMemory(json -> EntryMapper.write(leak.entry(), json));
    try {
      Map<String, @Nullable Object> fields = Json.decode(entry, JsonTree::object);
      fields.put("reason", leak.reason().code());
      return fields;
    } catch (IOException e) {
      throw new IllegalStateException("this program wrote it", e);
    }
  }

  private static Map<String, @Nullable Object> tree(Ended ended) {
    Map<String, @Nullable Object> fields = tree(ended.leak());
    fields.put("outcome", ended.how().code());
    if (!ended.text().isEmpty()) {
      fields.put("message", ended.text());
    }
    return fields;
  }

  private void flush() {
    out.flush();
    notes.flush();
  }

  private static String counted(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
