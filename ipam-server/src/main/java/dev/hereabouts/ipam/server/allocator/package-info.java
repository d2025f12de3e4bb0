/**
 * The allocator: one event loop that decides, writes in groups, and answers only what is written.
 *
 * <p>Sees the core and its ports; threads, time, randomness and the store are handed in.
 */
@NullMarked
package dev.hereabouts.ipam.server.allocator;

import org.jspecify.annotations.NullMarked;
