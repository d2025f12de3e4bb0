/** Releases the addresses that an operator was shown, and no others. */
@NullMarked
package dev.hereabouts.ipam.server.upkeep.cleanup;

import org.jspecify.annotations.NullMarked;
