/** Stories and random histories of the allocator on a store that fails on demand. */
@NullMarked
package dev.hereabouts.ipam.server.allocator;

import org.jspecify.annotations.NullMarked;
