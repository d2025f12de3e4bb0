package dev.hereabouts.ipam.server.agent.cluster;

/**
 * The releases that the leader has not confirmed yet.
 *
 * @param oldestMillis how long the oldest has waited in this process; 0 if there is none
 */
public record WaitingReleases(int count, long oldestMillis) {}
