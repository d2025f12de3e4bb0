package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.reclaim.Suspicion;
import dev.hereabouts.ipam.core.reclaim.Witness;

/** Is told, on the event loop, what becomes of suspects. */
public interface ReclaimListener {
  /** Tells nobody. */
  ReclaimListener NONE = new ReclaimListener() {};

  /** The entry has become a suspect. */
  default void suspected(Entry entry, Suspicion suspicion) {}

  /** The entry is a suspect no more, and was not released by the reclaimer. */
  default void cleared(Entry entry) {}

  /**
   * The entry was released.
   *
   * @param suspectMillis for how long it was a suspect
   */
  default void released(Entry entry, Suspicion suspicion, Witness witness, long suspectMillis) {}
}
