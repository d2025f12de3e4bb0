@NullMarked
package dev.hereabouts.ipam.server.metrics;

import org.jspecify.annotations.NullMarked;
