package dev.hereabouts.ipam.core.reclaim;

import dev.hereabouts.ipam.core.allocation.ReleaseRequest;

/**
 * A sandbox that its node's agent knows to be no more.
 *
 * @param claim what the sandbox holds
 * @param state {@link SandboxState#GONE} or {@link SandboxState#EARLIER_BOOT}
 */
public record LostSandbox(ReleaseRequest.Claim claim, SandboxState state) {
  public LostSandbox {
    if (state != SandboxState.GONE && state != SandboxState.EARLIER_BOOT) {
      throw new IllegalArgumentException("a sandbox that is " + state + " is not lost");
    }
  }
}
