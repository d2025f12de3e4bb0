package dev.hereabouts.ipam.core.reclaim;

import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * What was observed of a suspect so far. Times are milliseconds of the observer's monotonic clock.
 *
 * @param claim the entry in the hands of this owner and sandbox: another's is no suspect by this
 * @param since when it was first suspect, without a break until now
 * @param witness what proves by now that nobody uses the address, or null
 * @param witnessedSince when there was a witness first, without a break until now; 0 without one
 */
public record Suspicion(
    ReleaseRequest.Claim claim,
    Reason reason,
    long since,
    @Nullable Witness witness,
    long witnessedSince) {}
