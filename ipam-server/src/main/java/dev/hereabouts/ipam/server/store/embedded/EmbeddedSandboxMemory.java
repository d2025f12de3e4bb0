package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.server.agent.RetiredSandbox;
import dev.hereabouts.ipam.server.agent.SandboxMemory;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deleted sandboxes in the data file: pod and container to the time. */
final class EmbeddedSandboxMemory implements SandboxMemory {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSandboxMemory.class);

  private final DataFile file;
  private final GroupCommit queue;

  EmbeddedSandboxMemory(DataFile file, GroupCommit queue) {
    this.file = file;
    this.queue = queue;
  }

  @Override
  public void remember(String podIdentity, String containerId, long now, Consumer<Boolean> done) {
    queue.submit(
        new Operation() {
          @Override
          public Runnable apply() {
            file.putSandbox(key(podIdentity, containerId), now);
            return () -> done.accept(true);
          }

          @Override
          public void fail(String reason) {
            done.accept(false);
          }
        });
  }

  @Override
  public void forgetBefore(long time) {
    queue.submit(
        new Operation() {
          @Override
          public Runnable apply() {
            file.removeSandboxes(since -> since < time);
            return () -> {};
          }

          @Override
          public void fail(String reason) {
            LOG.warn("old sandboxes are not forgotten: {}", reason);
          }
        });
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    queue.submit(
        new Operation() {
          @Override
          public Runnable apply() {
            List<RetiredSandbox> sandboxes =
                file.sandboxes().stream()
                    .map(entry -> sandbox(entry.getKey(), entry.getValue()))
                    .sorted(Comparator.comparingLong(RetiredSandbox::since))
                    .toList();
            return () -> done.accept(new LoadOutcome.Loaded(sandboxes));
          }

          @Override
          public void fail(String reason) {
            done.accept(new LoadOutcome.Failed(reason));
          }
        });
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
