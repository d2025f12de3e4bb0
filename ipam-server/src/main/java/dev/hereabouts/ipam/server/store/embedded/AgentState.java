package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.server.agent.SandboxMemory;
import dev.hereabouts.ipam.server.agent.cluster.EpochCounter;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent keeps on its node: the count of its starts, the deleted sandboxes, and the releases
 * that the leader has not confirmed. One directory with one data file, served by one process.
 *
 * <p>Everything goes through one queue and is answered in its order, when the disk has it. After a
 * failed write or sync it is broken until it is opened anew, by {@link #mend} or the next start,
 * and every answer says so.
 */
public final class AgentState implements EpochCounter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentState.class);

  private final ServedFile file;
  private final Executor writer;
  private final SandboxMemory sandboxes;
  private final ReleaseJournal journal;

  private AgentState(ServedFile file, Executor writer) {
    this.file = file;
    this.writer = writer;
    sandboxes = new EmbeddedSandboxMemory(file::data, file.queue());
    journal = new EmbeddedReleaseJournal(file::data, file.queue());
  }

  /**
   * Opens the state of a directory, a new one if there is none.
   *
   * @param writer what writes and answers, best one thread of its own; it must not be interrupted
   *     while the state is open, for that closes the file under its hands
   */
  public static AgentState open(Path directory, Executor writer) throws StoreUnavailableException {
    return new AgentState(ServedFile.open(directory, writer), writer);
  }

  /**
   * Counts the agent's starts: greater than all that it returned before, and durable. Waits for the
   * disk.
   */
  public long nextEpoch() throws StoreUnavailableException {
    return file.nextEpoch();
  }

  /**
   * The same, and of which starts this directory can tell.
   *
   * @param boot which boot of the node this is, null if nobody can tell
   */
  public CountedStart nextStart(@Nullable UUID boot) throws StoreUnavailableException {
    return file.begin(data -> data.nextStart(boot));
  }

  @Override
  public void raiseTo(long epoch) {
    file.queue()
        .submit(
            Operation.unheard(
                () -> {
                  file.data().raiseEpoch(epoch);
                  file.data().raiseFirstEpoch(epoch);
                },
                reason -> LOG.warn("the next start will look for its epoch anew: {}", reason)));
  }

  public SandboxMemory sandboxes() {
    return sandboxes;
  }

  public ReleaseJournal journal() {
    return journal;
  }

  /**
   * Tries to store again after a failure, as when the disk was full.
   *
   * @param mended run on the writer when that could not be done before and can be now
   */
  public void mend(Runnable mended) {
    if (file.queue().brokenReason() != null) {
      writer.execute(() -> {
        if (file.mend()) {
          LOG.info("the state of this node can be written again");
          mended.run();
        }
      });
    }
  }

  /** Why nothing can be kept any more, or null while all is well. */
  public @Nullable String brokenReason() {
    return file.queue().brokenReason();
  }

  /** Answers what is waiting, and leaves the file whole; what comes later is answered as failed. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
