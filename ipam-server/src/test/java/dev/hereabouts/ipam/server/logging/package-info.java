@NullMarked
package dev.hereabouts.ipam.server.logging;

import org.jspecify.annotations.NullMarked;
