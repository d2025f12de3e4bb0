/** One allocator of a cluster: a candidate that follows, and leads when it holds the lease. */
@NullMarked
package dev.hereabouts.ipam.server.candidate;

import org.jspecify.annotations.NullMarked;
