package dev.hereabouts.ipam.server.allocator;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The writes in flight, and the blocks that wait until there may be one more, first come first. */
final class WriteSlots {
  private final int most;
  private final Consumer<BlockLine> turn;
  private final Set<BlockLine> queue = new LinkedHashSet<>();
  private int taken;

  /**
   * @param turn tells a block that waited that it may try again
   */
  WriteSlots(int most, Consumer<BlockLine> turn) {
    this.most = most;
    this.turn = turn;
  }

  /** Takes a slot for the block, or has it wait for one. */
  boolean take(BlockLine line) {
    if (taken == most) {
      queue.add(line);
      return false;
    }
    taken++;
    return true;
  }

  /** Gives a slot back; blocks that waited take their turns until the slots are taken. */
  void release() {
    taken--;
    while (taken < most && !queue.isEmpty()) {
      BlockLine next = queue.iterator().next();
      queue.remove(next);
      turn.accept(next);
    }
  }
}
