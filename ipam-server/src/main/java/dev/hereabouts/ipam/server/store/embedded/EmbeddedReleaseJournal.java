package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal;
import dev.hereabouts.ipam.server.wire.ReleaseMapper;
import dev.hereabouts.ipam.server.wire.WireException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The releases that are not confirmed, in the data file: their numbers to their JSON. */
final class EmbeddedReleaseJournal implements ReleaseJournal {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedReleaseJournal.class);

  private final Supplier<DataFile> file;
  private final GroupCommit queue;

  EmbeddedReleaseJournal(Supplier<DataFile> file, GroupCommit queue) {
    this.file = file;
    this.queue = queue;
  }

  @Override
  public void put(long number, ReleaseRequest release, Consumer<Boolean> done) {
    byte[] value;
    try {
      value = ReleaseMapper.encode(release);
    } catch (IOException e) {
      LOG.error("a release cannot be written: {}", e.getMessage());
      done.accept(false);
      return;
    }
    queue.submit(Operation.confirmed(() -> file.get().putRelease(number, value), done));
  }

  @Override
  public void remove(long number) {
    queue.submit(
        Operation.unheard(
            () -> file.get().removeRelease(number),
            reason ->
                LOG.warn("release {} will be repeated after the next start: {}", number, reason)));
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    queue.submit(Operation.answering(this::outcome, done, LoadOutcome.Failed::new));
  }

  private LoadOutcome outcome() {
    List<Journaled> releases = new ArrayList<>();
    try {
      for (Map.Entry<Long, byte[]> one : file.get().releases()) {
        releases.add(new Journaled(one.getKey(), ReleaseMapper.decode(one.getValue()).message()));
      }
    } catch (WireException e) {
      return new LoadOutcome.Failed("the journal has what cannot be read: " + e.getMessage());
    }
    return new LoadOutcome.Loaded(releases);
  }
}
