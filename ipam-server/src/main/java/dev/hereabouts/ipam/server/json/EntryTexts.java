package dev.hereabouts.ipam.server.json;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts of entries. A block is written again with each of its changes, so the texts of its
 * other entries are kept for the next time. Used by one thread.
 *
 * @param <T> a text in the form that is written
 */
public final class EntryTexts<T> {

  /** Makes an entry's text. */
  @FunctionalInterface
  public interface Encoding<T> {
    T encode(Entry entry) throws IOException;
  }

  /** The texts of a block's entries, by the entries' identity. */
  private record Texts<T>(Map<Entry, T> of) {
    static <T> Texts<T> none() {
      return new Texts<>(new IdentityHashMap<>());
    }
  }

  private final Encoding<T> encoding;
  private final Map<BlockId, Texts<T>> remembered;

  /** Remembers the texts of so many blocks: those that were written last. */
  public EntryTexts(int blocks, Encoding<T> encoding) {
    this.encoding = encoding;
    remembered =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<BlockId, Texts<T>> eldest) {
            return size() > blocks;
          }
        };
  }

  /** The texts of a block's entries, in their order. */
  public List<T> of(BlockId block, List<Entry> entries) throws IOException {
    Texts<T> before = remembered.getOrDefault(block, Texts.none());
    Texts<T> now = Texts.none();
    List<T> texts = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      T known = before.of().get(entry);
      T text = known == null ? encoding.encode(entry) : known;
      now.of().put(entry, text);
      texts.add(text);
    }
    remembered.put(block, now);
    return texts;
  }
}
