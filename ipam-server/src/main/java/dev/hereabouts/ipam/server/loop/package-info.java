/** The event loop that the service and the commands run on. */
@NullMarked
package dev.hereabouts.ipam.server.loop;

import org.jspecify.annotations.NullMarked;
