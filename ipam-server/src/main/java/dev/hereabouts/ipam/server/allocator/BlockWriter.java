package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.core.store.Version;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the ledger's blocks to the store, one write in flight for each, and brings the ledger back
 * to what the store has when a write does not end well.
 *
 * <ul>
 *   <li>What arrives while a write is in flight joins the next one. Under load a block gathers
 *       calls for a moment before its first write, too, see {@link Pacing}.
 *   <li>After a conflict the block is read again and its calls are decided again.
 *   <li>After a rejection the same, one call at a time, so that one bad call spoils no other.
 *   <li>After an unknown outcome the block is closed until a write of ours on the version that was
 *       read back is confirmed. Reading alone proves nothing: the lost write may still land. That
 *       write changes {@code writer}, because identical content need not move a version.
 * </ul>
 */
final class BlockWriter {
  /** What happens to calls; implemented by the allocator. */
  interface Calls {
    /** A write that the call waited for is durable. */
    void confirmed(Call call);

    /** The block is as the store has it: decide the call again. */
    void decideAgain(Call call);

    /** How many calls are not answered yet. */
    int running();

    /** The store will not take what this call, alone, made of the block. */
    void rejected(Call call, String reason);
  }

  /** How a block that is closed comes back. */
  private enum Repair {
    RELOAD,
    FENCE,
    ONE_BY_ONE
  }

  private static final Logger LOG = LoggerFactory.getLogger(BlockWriter.class);
  private static final int WRITES_FOR_ALL_CALLS = 4;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Executor loop;
  private final Scheduler scheduler;
  private final BlockStore store;
  private final Ledger ledger;
  private final String writer;
  private final Calls calls;
  private final WriteListener listener;
  private final long gatherMillis;
  private final WriteSlots slots;
  private final Map<BlockId, BlockLine> lines = new HashMap<>();

  /** The blocks of which a write is to come that more calls can join, the longest waiting first. */
  private final Set<BlockId> gathering = new LinkedHashSet<>();

  private long fences;
  private boolean stopped;

  BlockWriter(
      Executor loop,
      Scheduler scheduler,
      BlockStore store,
      Ledger ledger,
      String writer,
      Pacing pacing,
      Calls calls,
      WriteListener listener) {
    this.loop = loop;
    this.scheduler = scheduler;
    this.store = store;
    this.ledger = ledger;
    this.writer = writer;
    this.calls = calls;
    this.listener = listener;
    this.gatherMillis = pacing.gatherMillis();
    this.slots = new WriteSlots(pacing.mostInFlight(), this::flush);
  }

  /** Asks the store for nothing any more; what it still answers is taken in. */
  void stop() {
    stopped = true;
  }

  void loaded(StoredBlock block) {
    ledger.replaceBlock(block.id(), block.entries());
    BlockLine line = line(block.id());
    line.version = block.version();
    line.stored = ledger.entries(line.id);
  }

  /** The store has no such block, before any call is decided. */
  void gone(BlockId block) {
    ledger.replaceBlock(block, List.of());
    lines.remove(block);
  }

  /** The blocks that the store is known to have, before any call is decided. */
  Set<BlockId> blocks() {
    return Collections.unmodifiableSet(lines.keySet());
  }

  /** The blocks of which it is not known what the store has. */
  long closedBlocks() {
    return lines.values().stream().filter(line -> line.gate == BlockLine.Gate.CLOSED).count();
  }

  boolean admits(BlockId block, Call call) {
    BlockLine line = lines.get(block);
    return line == null || line.admits(call);
  }

  void park(BlockId block, Call call) {
    line(block).park(call);
  }

  /** Writes the block as the ledger has it, and tells the call when that is durable. */
  void write(BlockId block, Call call) {
    BlockLine line = line(block);
    call.awaiting.add(block);
    if (!line.waiting.contains(call)) {
      line.waiting.add(call);
    }
    if (line.gate == BlockLine.Gate.OPEN) {
      gathering.add(block);
    }
    scheduleFlush(line);
  }

  /** The blocks of which a write is to come anyway, the longest waiting first; a live view. */
  Set<BlockId> gathering() {
    return Collections.unmodifiableSet(gathering);
  }

  /** Takes over what the store has now; a write in flight is waited for. */
  void changedByAnother(BlockId block) {
    BlockLine line = line(block);
    line.outdated = true;
    refreshIfOutdated(line);
  }

  private void refreshIfOutdated(BlockLine line) {
    if (line.outdated && !line.writing && line.gate == BlockLine.Gate.OPEN) {
      line.outdated = false;
      close(line, List.of());
      read(line, Repair.RELOAD, FIRST_PAUSE_MILLIS);
    }
  }

  private BlockLine line(BlockId block) {
    return lines.computeIfAbsent(block, BlockLine::new);
  }

  /** Has the block written soon: at once when enough calls wait for it, else after a moment. */
  private void scheduleFlush(BlockLine line) {
    if (hasCompany(line)) {
      if (!line.flushScheduled) {
        line.flushScheduled = true;
        loop.execute(() -> scheduled(line));
      }
    } else if (!line.gathers) {
      line.gathers = true;
      scheduler.after(
          gatherMillis,
          () -> {
            if (line.gathers) {
              line.gathers = false;
              flush(line);
            }
          });
    }
  }

  /** Whether the next write covers its share of all calls, so that waiting would gain nothing. */
  private boolean hasCompany(BlockLine line) {
    return gatherMillis == 0
        || line.gate != BlockLine.Gate.OPEN
        || line.waiting.size() * WRITES_FOR_ALL_CALLS >= calls.running();
  }

  /**
   * What it was scheduled for may have been parked since; then the next parked call has its turn.
   */
  private void scheduled(BlockLine line) {
    line.flushScheduled = false;
    if (line.gate == BlockLine.Gate.ONE_BY_ONE && line.waiting.isEmpty() && !line.writing) {
      admitNext(line);
    } else {
      flush(line);
    }
  }

  private void flush(BlockLine line) {
    List<Entry> entries = ledger.entries(line.id);
    Version removable = entries.isEmpty() && !line.fenced ? line.version : null;
    if (stopped
        || line.writing
        || line.gate == BlockLine.Gate.CLOSED
        || (line.waiting.isEmpty() && removable == null)
        || !slots.take(line)) {
      return;
    }
    gathering.remove(line.id);
    line.gathers = false;
    line.covered = line.takeWaiting();
    line.written = entries;
    line.writing = true;
    BlockWrite write =
        removable != null
            ? new BlockWrite.Remove(line.id, removable)
            : new BlockWrite.Put(line.id, line.version, writer, entries);
    store.commit(write, outcome -> loop.execute(() -> ended(line, outcome)));
  }

  private void ended(BlockLine line, CommitOutcome outcome) {
    List<Call> covered = line.covered;
    line.covered = List.of();
    line.writing = false;
    listener.ended(outcome, covered.size());
    end(line, outcome, covered);
    slots.release();
  }

  private void end(BlockLine line, CommitOutcome outcome, List<Call> covered) {
    switch (outcome) {
      case CommitOutcome.Committed(Version version) -> committed(line, version, covered);
      case CommitOutcome.Conflict() -> {
        LOG.info("{} was changed by another; it is read again", line.id);
        close(line, covered);
        read(line, Repair.RELOAD, FIRST_PAUSE_MILLIS);
      }
      case CommitOutcome.Rejected(String reason) -> {
        LOG.error("{} was rejected: {}", line.id, reason);
        close(line, covered);
        if (covered.size() == 1) {
          calls.rejected(covered.getFirst(), reason);
        }
        read(line, Repair.ONE_BY_ONE, FIRST_PAUSE_MILLIS);
      }
      case CommitOutcome.Unknown(String reason) -> {
        LOG.warn("it is not known whether {} was written: {}", line.id, reason);
        close(line, covered);
        read(line, Repair.FENCE, FIRST_PAUSE_MILLIS);
      }
    }
  }

  private void committed(BlockLine line, @Nullable Version version, List<Call> covered) {
    line.version = version;
    confirmed(line, line.written, covered);
    for (Call call : covered) {
      if (!line.waiting.contains(call)) {
        call.awaiting.remove(line.id);
        call.confirmed.add(line.id);
        calls.confirmed(call);
      }
    }
    if (line.gate == BlockLine.Gate.ONE_BY_ONE && line.waiting.isEmpty()) {
      admitNext(line);
    }
    refreshIfOutdated(line);
    if (line.waiting.isEmpty()) {
      flush(line);
    } else {
      scheduleFlush(line);
    }
    if (line.isIdle()) {
      lines.remove(line.id);
    }
  }

  private void confirmed(BlockLine line, List<Entry> entries, List<Call> by) {
    List<OwnerChange> changes = OwnerChange.between(line.stored, entries, by, writer);
    line.stored = entries;
    line.written = List.of();
    listener.confirmed(changes);
  }

  private void close(BlockLine line, List<Call> covered) {
    gathering.remove(line.id);
    line.gathers = false;
    line.gate = BlockLine.Gate.CLOSED;
    line.single = null;
    covered.forEach(line::park);
    line.takeWaiting().forEach(line::park);
    line.parked.forEach(call -> call.awaiting.remove(line.id));
  }

  private void read(BlockLine line, Repair repair, long pause) {
    if (!stopped) {
      store.read(line.id, outcome -> loop.execute(() -> haveRead(line, repair, pause, outcome)));
    }
  }

  private void haveRead(BlockLine line, Repair repair, long pause, ReadOutcome outcome) {
    switch (outcome) {
      case ReadOutcome.Found(StoredBlock block) ->
          readBack(line, repair, pause, block.version(), block.entries());
      case ReadOutcome.Absent() -> readBack(line, repair, pause, null, List.of());
      case ReadOutcome.Failed(String reason) -> {
        LOG.warn("{} cannot be read: {}", line.id, reason);
        readLater(line, repair, pause);
      }
    }
  }

  private void readLater(BlockLine line, Repair repair, long pause) {
    long next = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    scheduler.after(pause, () -> read(line, repair, next));
  }

  private void readBack(
      BlockLine line, Repair repair, long pause, @Nullable Version version, List<Entry> entries) {
    switch (repair) {
      case RELOAD -> open(line, BlockLine.Gate.OPEN, version, entries, List.of());
      case ONE_BY_ONE -> open(line, BlockLine.Gate.ONE_BY_ONE, version, entries, List.of());
      case FENCE -> fence(line, pause, version, entries);
    }
  }

  private void fence(BlockLine line, long pause, @Nullable Version version, List<Entry> entries) {
    if (stopped) {
      return;
    }
    fences++;
    line.fenced = true;
    BlockWrite write = new BlockWrite.Put(line.id, version, writer + "#" + fences, entries);
    store.commit(write, outcome -> loop.execute(() -> fenced(line, pause, entries, outcome)));
  }

  private void fenced(BlockLine line, long pause, List<Entry> entries, CommitOutcome outcome) {
    listener.ended(outcome, 0);
    switch (outcome) {
      case CommitOutcome.Committed(Version version) ->
          open(line, BlockLine.Gate.OPEN, version, entries, List.copyOf(line.parked));
      case CommitOutcome.Conflict() -> read(line, Repair.FENCE, pause);
      case CommitOutcome.Rejected _, CommitOutcome.Unknown _ ->
          readLater(line, Repair.FENCE, pause);
    }
  }

  private void open(
      BlockLine line,
      BlockLine.Gate gate,
      @Nullable Version version,
      List<Entry> entries,
      List<Call> by) {
    ledger.replaceBlock(line.id, entries);
    confirmed(line, ledger.entries(line.id), by);
    line.version = version;
    line.gate = gate;
    if (gate == BlockLine.Gate.OPEN) {
      line.takeParked().forEach(calls::decideAgain);
    } else {
      admitNext(line);
    }
    refreshIfOutdated(line);
    if (line.isIdle()) {
      lines.remove(line.id);
    }
  }

  /** Lets the next parked call decide, alone; opens the block when none is left. */
  private void admitNext(BlockLine line) {
    while (!line.isBusy() && !line.parked.isEmpty()) {
      Call first = line.takeFirstParked();
      line.single = first;
      calls.decideAgain(first);
    }
    if (!line.isBusy()) {
      line.single = null;
      line.gate = BlockLine.Gate.OPEN;
    }
  }
}
