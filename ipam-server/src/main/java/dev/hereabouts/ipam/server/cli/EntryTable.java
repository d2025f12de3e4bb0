package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.cli.Table.Cell;
import dev.hereabouts.ipam.server.cli.Table.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Entries as rows of a table. */
final class EntryTable {
  private static final int CONTAINER_CHARACTERS = 12;

  private EntryTable() {}

  static List<Column> columns(OutputFormat format) {
    List<String> titles =
        new ArrayList<>(
            List.of(
                "ADDRESS",
                "RANGE",
                "NETWORK-NAME",
                "POD",
                "INTERFACE",
                "NETWORK",
                "NODE",
                "CONTAINER",
                "KIND",
                "AGE"));
    if (format == OutputFormat.WIDE) {
      titles.addAll(List.of("POD-UID", "NETNS", "ATTEMPT", "OWNERSHIP-ID"));
    }
    return titles.stream().map(Column::text).toList();
  }

  /** The row of an entry. */
  static List<Cell> row(Entry entry, Instant now, OutputFormat format) {
    boolean wide = format == OutputFormat.WIDE;
    Holder holder = entry.holder();
    String container = holder.containerId();
    List<String> texts =
        new ArrayList<>(
            List.of(
                AddressText.format(entry.address()),
                AddressText.format(entry.pool().cidr()),
                entry.pool().space(),
                entry.pod().reference(),
                entry.ifName(),
                entry.network(),
                holder.node(),
                wide
                    ? container
                    : container.substring(0, Math.min(CONTAINER_CHARACTERS, container.length())),
                entry.kind().name().toLowerCase(Locale.ROOT),
                Age.of(Instant.ofEpochMilli(entry.since()), now)));
    if (wide) {
      texts.addAll(
          List.of(
              entry.pod().uid(),
              holder.netns(),
              holder.attempt().epoch() + "." + holder.attempt().number(),
              entry.id().text()));
    }
    return texts.stream().map(Cell::new).toList();
  }
}
