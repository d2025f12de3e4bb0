package dev.hereabouts.ipam.server.upkeep;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.StoredBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A HereaboutsBlock as it was listed.
 *
 * @param properName what an object of this space and cidr has to be named; "" when they are not
 *     understood
 * @param finalizer whether it has ours, without which a hand's delete loses it
 * @param deleting whether it goes when its last finalizer does
 * @param lines how many entries its text has, understood or not
 * @param block what was understood, or null
 * @param fault why it was not, or ""
 */
public record SeenBlock(
    String name,
    String properName,
    String resourceVersion,
    boolean finalizer,
    boolean deleting,
    String space,
    String cidr,
    int lines,
    @Nullable StoredBlock block,
    String fault) {

  /** The entries, none when the block was not understood. */
  public List<Entry> entries() {
    return block == null ? List.of() : block.entries();
  }
}
