/**
 * The agent: what one node does with CNI calls before and after the allocator decides them.
 *
 * <p>Knows no transport; calls come as values and are answered by callback on the event loop.
 */
@NullMarked
package dev.hereabouts.ipam.server.agent;

import org.jspecify.annotations.NullMarked;
