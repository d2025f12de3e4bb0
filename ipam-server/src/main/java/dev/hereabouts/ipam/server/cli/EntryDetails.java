package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.config.AddressText;
import java.io.PrintWriter;
import java.time.Instant;

/** Prints all that is known of an entry, one fact a line. */
record EntryDetails(Instant now) {
  void print(Entry entry, PrintWriter out) {
    Holder holder = entry.holder();
    String space = entry.pool().space();
    Instant since = Instant.ofEpochMilli(entry.since());
    out.println(AddressText.format(entry.address()));
    line(out, "pod", entry.pod().reference());
    line(out, "pod UID", entry.pod().uid());
    line(out, "interface", entry.ifName());
    line(out, "network", entry.network());
    line(out, "range", AddressText.format(entry.pool().cidr()));
    line(out, "network name", space.isEmpty() ? "(default)" : space);
    line(out, "kind", meaning(entry.kind()));
    line(out, "node", holder.node());
    line(out, "container", holder.containerId());
    line(out, "namespace", holder.netns());
    line(out, "attempt", holder.attempt().epoch() + "." + holder.attempt().number());
    if (entry.replaced() != null) {
      line(out, "taken over", "from container " + entry.replaced().containerId());
    }
    line(out, "held since", since + " (" + Age.of(since, now) + ")");
    line(out, "ownership ID", entry.id().text());
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println("  " + (name + ":" + " ".repeat(14)).substring(0, 15) + Printable.of(value));
  }

  private static String meaning(Kind kind) {
    return switch (kind) {
      case ORDINARY -> "ordinary";
      case SOLO -> "solo (enable_overlapping_ranges is false)";
      case SHARED -> "shared (a configuration names the address)";
    };
  }
}
