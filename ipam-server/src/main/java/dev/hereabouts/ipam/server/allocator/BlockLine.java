package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.store.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writes of one block: one in flight, and who waits for it, for the next, or for the block. */
final class BlockLine {
  enum Gate {
    OPEN,
    /** What the store has is not known; nothing in the block may be decided. */
    CLOSED,
    /** A write was rejected; its calls are let through singly to find the one to blame. */
    ONE_BY_ONE
  }

  final BlockId id;
  @Nullable Version version;

  /** The entries that the store has, as far as is known. */
  List<Entry> stored = List.of();

  /** The entries of the write in flight. */
  List<Entry> written = List.of();

  Gate gate = Gate.OPEN;
  boolean writing;
  boolean flushScheduled;

  /** Whether it waits a moment for more calls before it is written. */
  boolean gathers;

  /** Whether somebody else has changed the block since it was read. */
  boolean outdated;

  /**
   * Whether a write of unknown outcome may still be on its way. If that one creates the block, only
   * the block's being there keeps it out, so the block is not removed any more.
   */
  boolean fenced;

  /** The calls that the write in flight covers. */
  List<Call> covered = List.of();

  /** The calls that the next write will cover. */
  final List<Call> waiting = new ArrayList<>();

  /** The calls to decide again when the block opens. */
  final List<Call> parked = new ArrayList<>();

  /** The call that is let through in {@link Gate#ONE_BY_ONE}. */
  @Nullable Call single;

  BlockLine(BlockId id) {
    this.id = id;
  }

  boolean admits(Call call) {
    return switch (gate) {
      case OPEN -> true;
      case CLOSED -> false;
      case ONE_BY_ONE -> call.equals(single);
    };
  }

  void park(Call call) {
    if (call.parkedOn.add(id)) {
      parked.add(call);
      parked.sort(Comparator.comparingLong(parkedCall -> parkedCall.number));
    }
  }

  /** Takes all who wait for the next write. */
  List<Call> takeWaiting() {
    List<Call> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  List<Call> takeParked() {
    List<Call> taken = List.copyOf(parked);
    parked.clear();
    taken.forEach(call -> call.parkedOn.remove(id));
    return taken;
  }

  /** Takes the parked call that came first, to let it through alone. */
  Call takeFirstParked() {
    Call taken = parked.removeFirst();
    taken.parkedOn.remove(id);
    return taken;
  }

  /** Whether a write is in flight or about to be. */
  boolean isBusy() {
    return writing || flushScheduled;
  }

  /** Whether nobody would miss this line. */
  boolean isIdle() {
    return gate == Gate.OPEN
        && !isBusy()
        && !outdated
        && waiting.isEmpty()
        && parked.isEmpty()
        && version == null;
  }
}
