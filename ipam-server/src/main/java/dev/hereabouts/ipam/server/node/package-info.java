/** The services on a node: the agent of a cluster, and agent and allocator in one. */
@NullMarked
package dev.hereabouts.ipam.server.node;

import org.jspecify.annotations.NullMarked;
