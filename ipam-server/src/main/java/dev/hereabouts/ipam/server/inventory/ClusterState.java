package dev.hereabouts.ipam.server.inventory;

import java.util.List;

/**
 * What a cluster holds, as its objects said when they were listed.
 *
 * @param inventory of all that was understood
 * @param unreadable each object that was not understood, with the reason: {@code HereaboutsBlock
 *     NAME: REASON}
 * @param poolsVersion the resourceVersion at which the pools were listed, to watch from
 * @param blocksVersion the same of the blocks
 */
public record ClusterState(
    Inventory inventory, List<String> unreadable, String poolsVersion, String blocksVersion) {
  public ClusterState {
    unreadable = List.copyOf(unreadable);
  }
}
