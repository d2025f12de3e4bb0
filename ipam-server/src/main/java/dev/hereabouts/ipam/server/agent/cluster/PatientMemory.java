package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.server.agent.SandboxMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A memory of deleted sandboxes that does not fail while the disk does: what cannot be kept waits
 * here until it can. For a DEL that the leader has confirmed need not wait for this node's disk;
 * only a restart in this time forgets the sandbox.
 */
public final class PatientMemory implements SandboxMemory {
  private static final int MAX_WAITING = 10_000;

  private final SandboxMemory disk;
  private final Executor loop;
  private final Map<Sandbox, Long> waiting = new LinkedHashMap<>();

  private record Sandbox(String pod, String containerId) {}

  /**
   * @param loop the event loop, on which all is called and answered
   */
  public PatientMemory(SandboxMemory disk, Executor loop) {
    this.disk = disk;
    this.loop = loop;
  }

  @Override
  public void remember(String podIdentity, String containerId, long now, Consumer<Boolean> done) {
    disk.remember(
        podIdentity,
        containerId,
        now,
        kept ->
            loop.execute(() -> {
              if (!kept) {
                await(new Sandbox(podIdentity, containerId), now);
              }
              done.accept(true);
            }));
  }

  private void await(Sandbox sandbox, long since) {
    waiting.put(sandbox, since);
    if (waiting.size() > MAX_WAITING) {
      waiting.remove(waiting.keySet().iterator().next());
    }
  }

  /** The disk can be written again: what waits goes there. */
  public void keepAgain() {
    Map<Sandbox, Long> all = Map.copyOf(waiting);
    waiting.clear();
    all.forEach((sandbox, since) -> remember(sandbox.pod(), sandbox.containerId(), since, _ -> {}));
  }

  @Override
  public void forgetBefore(long time) {
    disk.forgetBefore(time);
  }

  @Override
  public void load(Consumer<LoadOutcome> done) {
    disk.load(done);
  }
}
