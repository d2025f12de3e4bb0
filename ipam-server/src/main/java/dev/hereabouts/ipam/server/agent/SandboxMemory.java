package dev.hereabouts.ipam.server.agent;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where a node keeps the sandboxes that were deleted, so that a late ADD of one is recognised after
 * a restart too.
 *
 * <p>Each callback is called exactly once, on whatever thread the memory likes.
 */
public interface SandboxMemory {

  /**
   * Remembers a deleted sandbox, from now on if it is remembered already.
   *
   * @param now in milliseconds since 1970 (UTC)
   * @param done told true once the memory would survive the loss of power, else false
   */
  void remember(String podIdentity, String containerId, long now, Consumer<Boolean> done);

  /** Forgets all that were remembered before {@code time}, soon and without an answer. */
  void forgetBefore(long time);

  /** Reads all that are remembered. */
  void load(Consumer<LoadOutcome> done);

  /** What came of reading them. */
  sealed interface LoadOutcome {

    /** All of them, the oldest first. */
    record Loaded(List<RetiredSandbox> sandboxes) implements LoadOutcome {
      public Loaded {
        sandboxes = List.copyOf(sandboxes);
      }
    }

    record Failed(String reason) implements LoadOutcome {}
  }
}
