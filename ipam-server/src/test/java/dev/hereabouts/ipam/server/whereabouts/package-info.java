@NullMarked
package dev.hereabouts.ipam.server.whereabouts;

import org.jspecify.annotations.NullMarked;
