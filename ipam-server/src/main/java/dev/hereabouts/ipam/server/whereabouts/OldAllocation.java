package dev.hereabouts.ipam.server.whereabouts;

/**
 * One address in an IPPool.
 *
 * @param key the address's distance from the range's address, in decimal digits
 * @param containerId the sandbox; "" if it is not recorded
 * @param podRef {@code namespace/name}
 * @param ifName "" where an old version recorded none
 */
public record OldAllocation(String key, String containerId, String podRef, String ifName) {}
