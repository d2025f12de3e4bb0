package dev.hereabouts.ipam.core.allocation;

/** How an entry keeps others from its address. */
public enum Kind {
  /** Unique in the space among ordinary entries of all pools, and among all of its own pool. */
  ORDINARY,
  /** Unique in its own pool only: the network has {@code enable_overlapping_ranges: false}. */
  SOLO,
  /** Named by the network or the pod; several may coexist, dynamic allocation passes them by. */
  SHARED
}
