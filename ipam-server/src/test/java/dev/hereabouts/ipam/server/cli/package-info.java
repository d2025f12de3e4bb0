/** The commands, tried. */
@NullMarked
package dev.hereabouts.ipam.server.cli;

import org.jspecify.annotations.NullMarked;
