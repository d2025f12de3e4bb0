/** The election in simulated time. */
@NullMarked
package dev.hereabouts.ipam.server.election;

import org.jspecify.annotations.NullMarked;
