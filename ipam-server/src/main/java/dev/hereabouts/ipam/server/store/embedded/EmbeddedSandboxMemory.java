package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.server.agent.RetiredSandbox;
import dev.hereabouts.ipam.server.agent.SandboxMemory;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deleted sandboxes in the data file: pod and container to the time. */
final class EmbeddedSandboxMemory implements SandboxMemory {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSandboxMemory.class);

  private final Supplier<DataFile> file;
  private final GroupCommit queue;

  EmbeddedSandboxMemory(Supplier<DataFile> file, GroupCommit queue) {
    this.file = file;
    this.queue = queue;
  }

  @Override
  public void remember(String podIdentity, String containerId, long now, Consumer<Boolean> done) {
    queue.submit(
        Operation.confirmed(() -> file.get().putSandbox(key(podIdentity, containerId), now), done));
  }

  @Override
  public void forgetBefore(long time) {
    queue.submit(
        Operation.unheard(
            () -> file.get().removeSandboxes(since -> since < time),
            reason -> LOG.warn("old sandboxes are not forgotten: {}", reason)));
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    queue.submit(Operation.answering(this::outcome, done, LoadOutcome.Failed::new));
  }

  private LoadOutcome outcome() {
    return new LoadOutcome.Loaded(
        file.get().sandboxes().stream()
            .map(entry -> sandbox(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(RetiredSandbox::since))
            .toList());
  }

  /** The pod's length goes first, so that no two pairs have one key. */
  private static String key(String podIdentity, String containerId) {
    return podIdentity.length() + ":" + podIdentity + containerId;
  }

  private static RetiredSandbox sandbox(String key, long since) {
    int start = key.indexOf(':') + 1;
    int end = start + Integer.parseInt(key, 0, start - 1, 10);
    return new RetiredSandbox(key.substring(start, end), key.substring(end), since);
  }
}
