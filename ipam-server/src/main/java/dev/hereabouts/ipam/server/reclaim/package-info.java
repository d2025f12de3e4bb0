/** What the leader does so that addresses come back that nobody gives back. */
@NullMarked
package dev.hereabouts.ipam.server.reclaim;

import org.jspecify.annotations.NullMarked;
