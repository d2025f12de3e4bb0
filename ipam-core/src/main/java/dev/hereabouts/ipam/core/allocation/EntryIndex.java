package dev.hereabouts.ipam.core.allocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Entries by a key that few of them share. */
final class EntryIndex<K> {
  private final Map<K, List<Entry>> entries = new HashMap<>();

  List<Entry> get(K key) {
    return entries.getOrDefault(key, List.of());
  }

  void add(K key, Entry entry) {
    entries.merge(key, List.of(entry), EntryIndex::joined);
  }

  void remove(K key, Entry entry) {
    entries.computeIfPresent(key, (_, present) -> without(present, entry));
  }

  private static List<Entry> joined(List<Entry> present, List<Entry> more) {
    List<Entry> all = new ArrayList<>(present);
    all.addAll(more);
    return List.copyOf(all);
  }

  @SuppressWarnings("NullAway") // a null result removes the key: Map.computeIfPresent's contract
  private static List<Entry> without(List<Entry> present, Entry entry) {
    if (present.size() == 1 && present.contains(entry)) {
      return null;
    }
    List<Entry> rest = new ArrayList<>(present);
    rest.remove(entry);
    return List.copyOf(rest);
  }
}
