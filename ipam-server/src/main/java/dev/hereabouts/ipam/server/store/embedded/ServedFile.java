package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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
    return begin(DataFile::nextEpoch);
  }

  /** Makes what a start changes durable; waits for the disk. */
  <T> T begin(Function<DataFile, T> change) throws StoreUnavailableException {
    AtomicReference<@Nullable T> made = new AtomicReference<>();
    AtomicReference<@Nullable String> failure = new AtomicReference<>();
    queue.perform(
        new Operation() {
          @Override
          public Runnable apply() {
            T result = change.apply(data());
            return () -> made.set(result);
          }

          @Override
          public void fail(String reason) {
            failure.set(reason);
          }
        });
    T result = made.get();
    if (result == null) {
      throw new StoreUnavailableException("the start cannot be counted: " + failure.get());
    }
    return result;
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
