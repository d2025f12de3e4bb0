package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockStore;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.LoadOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.server.agent.SandboxMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store without a cluster: a directory with one data file, served by one process.
 *
 * <p>Everything goes through one queue and is answered in its order, when the disk has it: reads
 * too, so none shows what a crash could take back. After a failed write or sync the store is broken
 * until it is opened anew, and every answer says so.
 */
public final class EmbeddedStore implements BlockStore, AutoCloseable {
  private final BlockEncoder encoder = new BlockEncoder();
  private final ServedFile served;
  private final DataFile file;
  private final GroupCommit queue;
  private final SandboxMemory sandboxes;

  private EmbeddedStore(ServedFile served) {
    this.served = served;
    file = served.data();
    queue = served.queue();
    sandboxes = new EmbeddedSandboxMemory(() -> file, queue);
  }

  /**
   * Opens the store of a directory, a new one if there is none.
   *
   * @param writer what writes and answers, best one thread of its own; it must not be interrupted
   *     while the store is open, for that closes the file under its hands
   */
  public static EmbeddedStore open(Path directory, Executor writer)
      throws StoreUnavailableException {
    return new EmbeddedStore(ServedFile.open(directory, writer));
  }

  /** Whether the directory has a store. */
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(StoreDirectory.DATA_FILE), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    queue.submit(new LoadOperation(file, done));
  }

  @Override
  public void read(BlockId id, Consumer<ReadOutcome> done) {
    queue.submit(new ReadOperation(file, id, done));
  }

  @Override
  public void commit(BlockWrite write, Consumer<CommitOutcome> done) {
    queue.submit(new CommitOperation(file, encoder, write, done));
  }

  @Override
  public void keep(Pool pool) {
    queue.submit(new KeepOperation(file, pool));
  }

  /** The same file as a memory of deleted sandboxes; its writes share the syncs of the blocks'. */
  public SandboxMemory sandboxes() {
    return sandboxes;
  }

  /**
   * Counts the node's starts: greater than all that it returned before, and durable. Waits for the
   * disk.
   */
  public long nextEpoch() throws StoreUnavailableException {
    return served.nextEpoch();
  }

  /** Why nothing can be stored any more, or null while all is well. */
  public @Nullable String brokenReason() {
    return queue.brokenReason();
  }

  /** How often the disk was waited for since the store was opened. */
  public long syncs() {
    return file.syncs();
  }

  /** Answers what is waiting, and leaves the file whole; what comes later is answered as failed. */
  @Override
  public void close() throws IOException {
    served.close();
  }
}
