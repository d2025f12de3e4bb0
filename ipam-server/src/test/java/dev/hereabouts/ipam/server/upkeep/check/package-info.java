@NullMarked
package dev.hereabouts.ipam.server.upkeep.check;

import org.jspecify.annotations.NullMarked;
