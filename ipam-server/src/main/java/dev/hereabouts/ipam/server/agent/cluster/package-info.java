/**
 * The agent's part in a cluster: calls go to the leader, releases survive its absence, and the node
 * knows what it holds.
 *
 * <p>Runs on the event loop; nothing here is thread-safe. Time, transport and disk are handed in.
 */
@NullMarked
package dev.hereabouts.ipam.server.agent.cluster;

import org.jspecify.annotations.NullMarked;
