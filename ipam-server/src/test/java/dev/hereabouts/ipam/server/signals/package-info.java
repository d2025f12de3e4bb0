@NullMarked
package dev.hereabouts.ipam.server.signals;

import org.jspecify.annotations.NullMarked;
