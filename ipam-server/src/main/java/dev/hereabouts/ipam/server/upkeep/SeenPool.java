package dev.hereabouts.ipam.server.upkeep;

import dev.hereabouts.ipam.core.allocation.Pool;
import org.jspecify.annotations.Nullable;

/**
 * A HereaboutsPool as it was listed.
 *
 * @param used what its status says, "" when it says nothing
 * @param pool what was understood, or null
 * @param fault why it was not, or ""
 */
public record SeenPool(
    String name,
    String uid,
    String space,
    String range,
    String used,
    @Nullable Pool pool,
    String fault) {}
