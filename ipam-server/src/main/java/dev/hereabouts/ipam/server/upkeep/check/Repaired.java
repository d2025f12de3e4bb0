package dev.hereabouts.ipam.server.upkeep.check;

/**
 * What came of a repair.
 *
 * @param text what was done, or why it was not
 */
public record Repaired(Finding finding, boolean done, String text) {}
