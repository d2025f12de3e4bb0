package dev.hereabouts.ipam.server.upkeep.check;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Owner;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.upkeep.Leak;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Whether each entry agrees with the others, with pods and with nodes. */
final class EntryChecks {
  private static final String ADDRESS = "Address";

  private EntryChecks() {}

  static void of(Picture picture, Consumer<Finding> found) {
    List<Entry> entries = picture.entries().sorted(Leak.order()).toList();
    twice(entries, found);
    owners(entries, found);
    Set<Entry> leaks = new HashSet<>();
    for (Leak leak : Leak.among(entries.stream(), picture.pods())) {
      leaks.add(leak.entry());
      found.accept(
          about(Code.LEAK, leak.entry(), holder(leak.entry()) + ": " + leak.reason().text())
              .whileStays(leak.entry().id().text() + leak.entry().holder().containerId()));
    }
    nodes(picture, entries, leaks, found);
  }

  private static Finding about(Code code, Entry entry, String text) {
    return Finding.of(code, ADDRESS, AddressText.format(entry.address()), text)
        .in(entry.pool().space());
  }

  private static String holder(Entry entry) {
    return "is held by " + entry.pod().reference() + " " + entry.ifName();
  }

  /** Two owners of one address of which neither may have it beside the other. */
  private static void twice(List<Entry> entries, Consumer<Finding> found) {
    int begin = 0;
    for (int i = 1; i <= entries.size(); i++) {
      if (i == entries.size() || !isSamePlace(entries.get(begin), entries.get(i))) {
        if (i - begin > 1) {
          rivals(entries.subList(begin, i), found);
        }
        begin = i;
      }
    }
  }

  private static boolean isSamePlace(Entry one, Entry other) {
    return one.address().equals(other.address()) && one.pool().space().equals(other.pool().space());
  }

  private static void rivals(List<Entry> holders, Consumer<Finding> found) {
    List<Entry> rivals = new ArrayList<>();
    for (int i = 0; i < holders.size(); i++) {
      boolean hasRival = false;
      for (int j = 0; j < holders.size(); j++) {
        hasRival |= i != j && excludes(holders.get(i), holders.get(j));
      }
      if (hasRival) {
        rivals.add(holders.get(i));
      }
    }
    if (!rivals.isEmpty()) {
      found.accept(
          about(
              Code.ADDRESS_TWICE,
              rivals.getFirst(),
              "is held by "
                  + rivals.stream()
                      .map(entry -> entry.pod().reference() + " " + entry.ifName())
                      .collect(Collectors.joining(" and by "))));
    }
  }

  private static boolean excludes(Entry one, Entry other) {
    boolean both = one.kind() == Kind.ORDINARY && other.kind() == Kind.ORDINARY;
    boolean solo = one.kind() == Kind.SOLO || other.kind() == Kind.SOLO;
    boolean shared = one.kind() == Kind.SHARED || other.kind() == Kind.SHARED;
    return both || (solo && !shared && one.pool().equals(other.pool()));
  }

  private static void owners(List<Entry> entries, Consumer<Finding> found) {
    Map<Owner, Entry> owners = new HashMap<>();
    for (Entry entry : entries) {
      Entry other = owners.putIfAbsent(entry.owner(), entry);
      if (other != null) {
        found.accept(
            about(
                Code.SAME_OWNER_TWICE,
                entry,
                holder(entry) + ", which has " + AddressText.format(other.address()) + " already"));
      }
    }
  }

  private static void nodes(
      Picture picture, List<Entry> entries, Set<Entry> leaks, Consumer<Finding> found) {
    Map<String, List<Entry>> gone = new TreeMap<>();
    for (Entry entry : entries) {
      String node = entry.node();
      if (!node.isEmpty()
          && !node.startsWith("_")
          && !picture.nodes().contains(node)
          && !leaks.contains(entry)) {
        gone.computeIfAbsent(node, _ -> new ArrayList<>()).add(entry);
      }
    }
    gone.forEach((node, held) ->
        found.accept(
            Finding.of(
                    Code.NODE_GONE,
                    "Node",
                    node,
                    "is not there, and pods on it hold "
                        + Count.of(held.size(), "address", "addresses"))
                .whileStays("")));
  }
}
