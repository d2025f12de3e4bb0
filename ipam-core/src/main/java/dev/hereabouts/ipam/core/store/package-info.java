/**
 * The port to where blocks are kept, with the four outcomes of a write.
 *
 * <p>Every implementation, the one in memory included, passes the same contract test.
 */
@NullMarked
package dev.hereabouts.ipam.core.store;

import org.jspecify.annotations.NullMarked;
