@NullMarked
package dev.hereabouts.ipam.server.wire;

import org.jspecify.annotations.NullMarked;
