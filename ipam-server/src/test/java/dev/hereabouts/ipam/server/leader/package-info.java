@NullMarked
package dev.hereabouts.ipam.server.leader;

import org.jspecify.annotations.NullMarked;
