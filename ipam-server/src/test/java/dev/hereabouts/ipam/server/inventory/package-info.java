/** Questions about what is held, tried. */
@NullMarked
package dev.hereabouts.ipam.server.inventory;

import org.jspecify.annotations.NullMarked;
