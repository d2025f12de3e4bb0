/** Files of the node that a network's configuration may name. */
@NullMarked
package dev.hereabouts.ipam.server.files;

import org.jspecify.annotations.NullMarked;
