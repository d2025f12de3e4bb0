/** The program's log on stderr: one line for each event, as text or as JSON. */
@NullMarked
package dev.hereabouts.ipam.server.logging;

import org.jspecify.annotations.NullMarked;
