package dev.hereabouts.ipam.server.store.embedded;

import dev.hereabouts.ipam.server.agent.cluster.Tenure;

/**
 * A start of an agent.
 *
 * @param epoch greater than at all starts before
 */
public record CountedStart(long epoch, Tenure tenure) {}
