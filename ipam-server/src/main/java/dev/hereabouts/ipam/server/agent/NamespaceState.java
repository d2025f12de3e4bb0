package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.allocation.Holder;

/** Whether the network namespace of a sandbox is still there, as its node sees it. */
public enum NamespaceState {
  /** There is one at its path, and nothing tells that it is another. */
  PRESENT,
  /** There is none at its path. */
  MISSING,
  /** At its path there is another one. */
  REPLACED,
  /** Its path is not known, or cannot be read. */
  UNKNOWN;

  public static NamespaceState of(Holder holder, NetworkNamespaces namespaces) {
    if (holder.netns().isEmpty()) {
      return UNKNOWN;
    }
    long inode = namespaces.inode(holder.netns());
    if (inode == NetworkNamespaces.UNREADABLE) {
      return UNKNOWN;
    }
    if (inode == 0) {
      return MISSING;
    }
    return holder.netnsInode() == 0 || holder.netnsInode() == inode ? PRESENT : REPLACED;
  }

  boolean isGone() {
    return this == MISSING || this == REPLACED;
  }
}
