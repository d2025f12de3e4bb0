/** The bytes of what agent and leader say to each other: see docs/protocol.md. */
@NullMarked
package dev.hereabouts.ipam.server.wire;

import org.jspecify.annotations.NullMarked;
