@NullMarked
package dev.hereabouts.ipam.server.reclaim;

import org.jspecify.annotations.NullMarked;
