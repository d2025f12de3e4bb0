package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;

/**
 * A node's slice in a NodeSlicePool, and how it stood when the plan was made.
 *
 * @param source the object that it comes from, for people
 */
public record SliceStep(PoolId pool, NodeSlice slice, String source, Standing standing) {}
