@NullMarked
package dev.hereabouts.ipam.server.upkeep;

import org.jspecify.annotations.NullMarked;
