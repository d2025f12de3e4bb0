package dev.hereabouts.ipam.core.reclaim;

/** What the node's agent knows of the sandbox that holds an entry. */
public enum SandboxState {
  /** Its network namespace is there. */
  PRESENT,
  /** Its network namespace was there, and is not any more. */
  GONE,
  /** The node was started anew since the sandbox was made. */
  EARLIER_BOOT,
  /** The agent could not tell, or did not. */
  UNKNOWN
}
