/** The allocator's HTTPS server for the agents, and who an agent is. */
@NullMarked
package dev.hereabouts.ipam.server.leader;

import org.jspecify.annotations.NullMarked;
