package dev.hereabouts.ipam.core.store;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A block store in memory, with faults on demand and answers that wait for the test's word.
 *
 * <p>A write takes effect, or not, when it is sent, and a read sees what is there when it is sent;
 * only their answers may wait. Nothing happens by itself: no thread, no clock, no chance.
 */
public final class InMemoryStore implements BlockStore {
  private final Map<BlockId, StoredBlock> blocks = new LinkedHashMap<>();
  private final Map<PoolId, Pool> pools = new LinkedHashMap<>();
  private final List<BlockWrite> writes = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Queue<BlockWrite> late = new ArrayDeque<>();
  private final List<Runnable> answers = new ArrayList<>();
  private final boolean deferred;
  private int failingReads;
  private long lastVersion;

  private record Rule(Predicate<BlockWrite> which, Fault fault, boolean once) {}

  private InMemoryStore(boolean deferred) {
    this.deferred = deferred;
  }

  /** A store that answers before the call returns. */
  public static InMemoryStore immediate() {
    return new InMemoryStore(false);
  }

  /** A store that answers when {@link #answer(int)} or {@link #answerAll()} says so. */
  public static InMemoryStore deferred() {
    return new InMemoryStore(true);
  }

  /** Lets the next write go wrong. */
  public void failNext(Fault fault) {
    failNext(write -> true, fault);
  }

  /** Lets the next such write go wrong. The rule that was given first goes first. */
  public void failNext(Predicate<BlockWrite> which, Fault fault) {
    rules.add(new Rule(which, fault, true));
  }

  /** Lets every such write go wrong until {@link #heal()}. */
  public void failEach(Predicate<BlockWrite> which, Fault fault) {
    rules.add(new Rule(which, fault, false));
  }

  /** Lets the next reads, of one block or of everything, fail. */
  public void failReads(int count) {
    failingReads = count;
  }

  /** Forgets all faults that have not happened yet; late writes stay on their way. */
  public void heal() {
    rules.clear();
    failingReads = 0;
  }

  /** How many writes are still on their way. */
  public int lateWrites() {
    return late.size();
  }

  /**
   * Lets the oldest write that is on its way arrive.
   *
   * @return how it ended, of which its sender never hears
   */
  public CommitOutcome landLate() {
    return write(late.remove());
  }

  /** How many answers wait. */
  public int waitingAnswers() {
    return answers.size();
  }

  /** Gives the answer that has this place, from 0, among those that wait. */
  public void answer(int place) {
    answers.remove(place).run();
  }

  /** Gives all answers in their order, also those to what is asked meanwhile. */
  public void answerAll() {
    while (!answers.isEmpty()) {
      answer(0);
    }
  }

  /** Drops all answers that wait, as when the caller's process dies. */
  public void dropAnswers() {
    answers.clear();
  }

  /** Every write that was sent, in order, whatever became of it. */
  public List<BlockWrite> writes() {
    return List.copyOf(writes);
  }

  /** The block as it is now, or null. */
  public @Nullable StoredBlock block(BlockId id) {
    return blocks.get(id);
  }

  /** All blocks as they are now. */
  public List<StoredBlock> blocks() {
    return List.copyOf(blocks.values());
  }

  /** All pools as they are now. */
  public List<Pool> pools() {
    return List.copyOf(pools.values());
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    LoadOutcome outcome =
        readFails()
            ? new LoadOutcome.Failed("asked to fail")
            : new LoadOutcome.Loaded(blocks(), pools());
    reply(() -> done.accept(outcome));
  }

  @Override
  public void read(BlockId id, Consumer<ReadOutcome> done) {
    StoredBlock block = blocks.get(id);
    ReadOutcome outcome;
    if (readFails()) {
      outcome = new ReadOutcome.Failed("asked to fail");
    } else {
      outcome = block == null ? new ReadOutcome.Absent() : new ReadOutcome.Found(block);
    }
    reply(() -> done.accept(outcome));
  }

  @Override
  public void commit(BlockWrite write, Consumer<CommitOutcome> done) {
    writes.add(write);
    Fault fault = faultOf(write);
    CommitOutcome outcome = fault == null ? write(write) : outcome(write, fault);
    reply(() -> done.accept(outcome));
  }

  @Override
  public void keep(Pool pool) {
    pools.put(pool.id(), pool);
  }

  private CommitOutcome outcome(BlockWrite write, Fault fault) {
    return switch (fault) {
      case CONFLICT -> new CommitOutcome.Conflict();
      case REJECTED -> new CommitOutcome.Rejected("asked to reject");
      case UNKNOWN_WITHOUT_EFFECT -> new CommitOutcome.Unknown("asked to lose the write");
      case UNKNOWN_WITH_EFFECT -> {
        write(write);
        yield new CommitOutcome.Unknown("asked to lose the answer");
      }
      case UNKNOWN_WITH_LATE_EFFECT -> {
        late.add(write);
        yield new CommitOutcome.Unknown("asked to delay the write");
      }
    };
  }

  private CommitOutcome write(BlockWrite write) {
    StoredBlock now = blocks.get(write.id());
    Version version = now == null ? null : now.version();
    return switch (write) {
      case BlockWrite.Put put -> {
        if (!Objects.equals(put.basedOn(), version)) {
          yield new CommitOutcome.Conflict();
        }
        Version next = new Version(Long.toString(++lastVersion));
        blocks.put(put.id(), new StoredBlock(put.id(), next, put.writer(), put.entries()));
        yield new CommitOutcome.Committed(next);
      }
      case BlockWrite.Remove remove -> {
        if (!remove.basedOn().equals(version)) {
          yield new CommitOutcome.Conflict();
        }
        blocks.remove(remove.id());
        yield new CommitOutcome.Committed(null);
      }
    };
  }

  private @Nullable Fault faultOf(BlockWrite write) {
    for (Iterator<Rule> left = rules.iterator(); left.hasNext(); ) {
      Rule rule = left.next();
      if (rule.which().test(write)) {
        if (rule.once()) {
          left.remove();
        }
        return rule.fault();
      }
    }
    return null;
  }

  private boolean readFails() {
    return failingReads > 0 && failingReads-- > 0;
  }

  private void reply(Runnable answer) {
    if (deferred) {
      answers.add(answer);
    } else {
      answer.run();
    }
  }
}
