package dev.hereabouts.ipam.server.upkeep;

import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import org.jspecify.annotations.Nullable;

/**
 * A HereaboutsPool as it was listed.
 *
 * @param used what its status says, "" when it says nothing
 * @param use the numbers in its status; null when it has not all of them
 * @param pool what was understood, or null
 * @param fault why it was not, or ""
 */
public record SeenPool(
    String name,
    String uid,
    String space,
    String range,
    String used,
    @Nullable PoolUse use,
    @Nullable Pool pool,
    String fault) {}
