package dev.hereabouts.ipam.server.agent;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The node's deleted sandboxes, in memory for asking and in a durable memory for restarts. */
public final class SandboxHistory {
  private static final int ADDED_BEFORE_FORGETTING = 1_000;

  private final RetiredSandboxes retired = new RetiredSandboxes();
  private final SandboxMemory memory;
  private final Executor loop;
  private final LongSupplier clock;
  private int added;

  /**
   * @param loop the event loop, on which all answers are given
   * @param clock in milliseconds since 1970 (UTC); nobody may set it, or what was deleted just now
   *     is an hour old
   */
  public SandboxHistory(SandboxMemory memory, Executor loop, LongSupplier clock) {
    this.memory = memory;
    this.loop = loop;
    this.clock = clock;
  }

  /** Takes in what was remembered before a restart. */
  public void restore(RetiredSandbox sandbox) {
    retired.add(sandbox);
  }

  /** Whether this sandbox of this pod was deleted. */
  boolean contains(String podIdentity, String containerId) {
    return retired.contains(podIdentity, containerId);
  }

  /**
   * Takes down that a sandbox was deleted.
   *
   * @param pods whose it may have been; nothing is to be remembered if nobody's
   * @param done told whether all is durable
   */
  void add(Set<String> pods, String containerId, Consumer<Boolean> done) {
    if (pods.isEmpty()) {
      done.accept(true);
      return;
    }
    long now = clock.getAsLong();
    AllOf all = new AllOf(pods.size(), done);
    for (String pod : pods) {
      retired.add(new RetiredSandbox(pod, containerId, now));
      memory.remember(pod, containerId, now, kept -> loop.execute(() -> all.accept(kept)));
    }
    added += pods.size();
    if (added >= ADDED_BEFORE_FORGETTING) {
      added = 0;
      memory.forgetBefore(retired.horizon(now));
    }
  }
}
