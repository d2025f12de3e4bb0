package dev.hereabouts.ipam.server.upkeep.check;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.upkeep.KnownPods;
import dev.hereabouts.ipam.server.upkeep.SeenBlock;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is compared, as it was read: blocks and pools first, then pods and nodes.
 *
 * @param agent what a node's agent holds, null when none was asked
 */
public record Picture(
    List<SeenPool> pools,
    List<SeenBlock> blocks,
    KnownPods pods,
    Set<String> nodes,
    SeenLeader leader,
    @Nullable AgentRecord agent,
    Instant now) {

  /** What one node's agent holds by its own record. */
  public record AgentRecord(String node, List<Entry> entries) {}

  /** Every entry that was understood. */
  Stream<Entry> entries() {
    return blocks.stream().flatMap(block -> block.entries().stream());
  }

  /** How many entries there are, understood or not. */
  public long entryCount() {
    return blocks.stream().mapToLong(SeenBlock::lines).sum();
  }
}
