package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The data file of a directory that this process serves, and the queue through which it is used.
 */
final class ServedFile implements AutoCloseable {
  private final StoreDirectory directory;
  private final GroupCommit queue;
  private DataFile data;

  private ServedFile(StoreDirectory directory, DataFile data, Executor writer) {
    this.directory = directory;
    this.data = data;
    queue = new GroupCommit(writer, () -> data().sync());
  }

  static ServedFile open(Path directory, Executor writer) throws StoreUnavailableException {
    StoreDirectory opened = StoreDirectory.open(directory);
    try {
      return new ServedFile(opened, opened.openData(), writer);
    } catch (StoreUnavailableException | RuntimeException | Error e) {
      try {
        opened.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** The file as it was opened last; to be asked for at each use. */
  DataFile data() {
    return data;
  }

  GroupCommit queue() {
    return queue;
  }

  /**
   * Goes on after a failed write, once there is room again. For the writer's thread.
   *
   * @return whether nothing could be stored before, and can be now
   */
  boolean mend() {
    return queue.mend(() -> {
      data.abandon();
      data = directory.openData();
      data.nextVersion();
      data.sync();
    });
  }

  /** Counts the starts durably; waits for the disk. */
  long nextEpoch() throws StoreUnavailableException {
    AtomicLong epoch = new AtomicLong();
    AtomicReference<@Nullable String> failure = new AtomicReference<>();
    queue.perform(
        new Operation() {
          @Override
          public Runnable apply() {
            long next = data().nextEpoch();
            return () -> epoch.set(next);
          }

          @Override
          public void fail(String reason) {
            failure.set(reason);
          }
        });
    if (failure.get() != null) {
      throw new StoreUnavailableException("the start cannot be counted: " + failure.get());
    }
    return epoch.get();
  }

  /** Answers what is waiting, and leaves the file whole; what comes later is answered as failed. */
  @Override
  public void close() throws IOException {
    queue.close(well -> {
      if (well) {
        data.close();
      } else {
        data.abandon();
      }
    });
    directory.close();
  }
}
