@NullMarked
package dev.hereabouts.ipam.server.upkeep.cleanup;

import org.jspecify.annotations.NullMarked;
