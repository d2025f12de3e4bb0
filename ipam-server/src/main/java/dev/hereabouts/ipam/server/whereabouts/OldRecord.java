package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.allocation.Entry;
import java.util.Collection;

/**
 * An old record as the entry that it becomes.
 *
 * @param source the object that it comes from, for people
 * @param podIsGone whether its pod is known not to be there
 */
public record OldRecord(Entry entry, String source, boolean podIsGone) {

  /** How the record stands to what is held here. */
  public enum Standing {
    /** To be imported. */
    NEW,
    /** The same pod has the address here. */
    PRESENT,
    /** Left out: what is held here is newer. */
    OUTDATED
  }

  /**
   * How it stands.
   *
   * @param block the entries that are held in its block
   */
  public Standing standing(Collection<Entry> block) {
    boolean others = false;
    for (Entry held : block) {
      if (held.address().equals(entry.address())) {
        if (isSame(held)) {
          return Standing.PRESENT;
        }
        others = true;
      }
    }
    return others && podIsGone ? Standing.OUTDATED : Standing.NEW;
  }

  private boolean isSame(Entry held) {
    boolean sameInterface =
        held.ifName().equals(entry.ifName()) || held.ifName().isEmpty() || entry.ifName().isEmpty();
    boolean sameUid =
        held.pod().uid().equals(entry.pod().uid())
            || held.pod().uid().isEmpty()
            || entry.pod().uid().isEmpty();
    boolean samePool = held.pool().equals(entry.pool());
    return samePool
        && sameInterface
        && sameUid
        && held.pod().reference().equals(entry.pod().reference());
  }
}
