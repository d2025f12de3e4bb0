/** Compares what a cluster's objects say of each other, and says what does not fit. */
@NullMarked
package dev.hereabouts.ipam.server.upkeep.check;

import org.jspecify.annotations.NullMarked;
