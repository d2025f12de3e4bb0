package dev.hereabouts.ipam.core.reclaim;

/** What is known of the node that an entry's sandbox is on. */
public enum NodeState {
  /** It is there; whether it can be reached says nothing. */
  PRESENT,
  /** There is no such Node object. */
  DELETED,
  /** An operator has marked it with the taint {@code node.kubernetes.io/out-of-service}. */
  OUT_OF_SERVICE,
  /** Nobody could tell. */
  UNKNOWN
}
