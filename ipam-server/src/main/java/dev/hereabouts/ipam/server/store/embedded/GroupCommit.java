package dev.hereabouts.ipam.server.store.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of operations that share their disk syncs: whatever waits is applied together, synced
 * once, and only then answered, in the order in which it came.
 *
 * <p>One failed sync and the queue is broken: what the disk has is unknown then, so nothing that
 * comes later may be answered from memory. Only {@link #mend} helps.
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final Executor writer;
  private final Runnable sync;
  private final Queue<Operation> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Object oneBatchAtATime = new Object();
  private volatile @Nullable String brokenReason;
  private boolean closed;

  /** Opens anew what could not be written, and writes to it. */
  @FunctionalInterface
  interface Reopening {
    void run() throws StoreUnavailableException;
  }

  /**
   * @param writer runs the batches; never two side by side
   * @param sync makes durable what was applied, or throws
   */
  GroupCommit(Executor writer, Runnable sync) {
    this.writer = writer;
    this.sync = sync;
  }

  /** Does the operation with the next batch. */
  void submit(Operation operation) {
    waiting.add(operation);
    if (scheduled.compareAndSet(false, true)) {
      try {
        writer.execute(this::runBatches);
      } catch (RejectedExecutionException e) {
        breakDown("the store's writer was stopped", e);
        runBatches();
      }
    }
  }

  /** Does the operation now, on this thread, after what is waiting. */
  void perform(Operation operation) {
    waiting.add(operation);
    runBatch(takeWaiting());
  }

  /** Why nothing can be stored any more, or null. */
  @Nullable String brokenReason() {
    return brokenReason;
  }

  /**
   * Goes on after a failure, if what it writes to can be opened anew and written: then all is as
   * after a restart.
   *
   * @return whether nothing could be stored before, and can be now
   */
  boolean mend(Reopening reopening) {
    synchronized (oneBatchAtATime) {
      if (brokenReason == null || closed) {
        return false;
      }
      try {
        reopening.run();
      } catch (StoreUnavailableException | RuntimeException e) {
        brokenReason = "cannot store: " + rootMessage(e);
        return false;
      }
      brokenReason = null;
      return true;
    }
  }

  /**
   * Ends the queue: does what is waiting, then {@code last} in its place, and fails what comes.
   *
   * @param last told whether all was well until now
   */
  void close(Consumer<Boolean> last) {
    runBatch(takeWaiting());
    synchronized (oneBatchAtATime) {
      last.accept(brokenReason == null);
      closed = true;
      if (brokenReason == null) {
        brokenReason = "the store is closed";
      }
    }
  }

  private void runBatches() {
    do {
      for (List<Operation> batch = takeWaiting(); !batch.isEmpty(); batch = takeWaiting()) {
        runBatch(batch);
      }
      scheduled.set(false);
    } while (!waiting.isEmpty() && scheduled.compareAndSet(false, true));
  }

  private List<Operation> takeWaiting() {
    List<Operation> batch = new ArrayList<>();
    for (Operation next = waiting.poll(); next != null; next = waiting.poll()) {
      batch.add(next);
    }
    return batch;
  }

  private void runBatch(List<Operation> batch) {
    List<Runnable> answers = new ArrayList<>(batch.size());
    synchronized (oneBatchAtATime) {
      String reason = brokenReason;
      if (reason == null) {
        try {
          batch.forEach(operation -> answers.add(operation.apply()));
          sync.run();
        } catch (RuntimeException | Error e) {
          reason = breakDown("cannot store: " + rootMessage(e), e);
        }
      }
      if (reason != null) {
        String why = reason;
        answers.clear();
        batch.forEach(operation -> answers.add(() -> operation.fail(why)));
      }
    }
    answers.forEach(GroupCommit::give);
  }

  private static void give(Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException e) {
      LOG.error("an answer of the store was not taken; this is a bug", e);
    }
  }

  private String breakDown(String reason, Throwable cause) {
    brokenReason = reason;
    LOG.error("the store is broken until it is opened anew: {}", reason, cause);
    return reason;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
