/** The commands: their options, what they ask, and how they print it. */
@NullMarked
package dev.hereabouts.ipam.server.cli;

import org.jspecify.annotations.NullMarked;
