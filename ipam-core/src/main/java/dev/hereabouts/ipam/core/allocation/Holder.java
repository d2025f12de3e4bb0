package dev.hereabouts.ipam.core.allocation;

/**
 * The sandbox that holds an entry for its pod, and the ADD by which it got it.
 *
 * @param containerId {@code CNI_CONTAINERID}
 * @param node the node that the sandbox is on; "" in records that were taken over without one
 * @param netns {@code CNI_NETNS}: the path of the network namespace
 * @param netnsInode that namespace's inode number when the ADD came, 0 if it was not there
 */
public record Holder(
    String containerId, String node, String netns, long netnsInode, Attempt attempt) {

  /** Whether this one's ADD came to the same node before the other's; nodes count on their own. */
  boolean isBefore(Holder other) {
    return node.equals(other.node) && attempt.compareTo(other.attempt) < 0;
  }
}
