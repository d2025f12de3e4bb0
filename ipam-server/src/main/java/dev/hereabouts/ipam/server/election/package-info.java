/**
 * The election of the one allocator that leads, on a lease that all candidates see.
 *
 * <p>Another's lease is judged by observed change and the local monotonic clock; wall clocks are
 * written for people and never compared. Leading saves work and proves nothing: what may be written
 * is decided by the versions of what is written.
 */
@NullMarked
package dev.hereabouts.ipam.server.election;

import org.jspecify.annotations.NullMarked;
