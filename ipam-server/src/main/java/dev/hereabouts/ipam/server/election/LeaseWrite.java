package dev.hereabouts.ipam.server.election;

import org.jspecify.annotations.Nullable;

/**
 * A lease that is to be written.
 *
 * @param basedOn the version that it replaces; null to create it where there is none
 */
public record LeaseWrite(LeaseRecord record, @Nullable String basedOn) {}
