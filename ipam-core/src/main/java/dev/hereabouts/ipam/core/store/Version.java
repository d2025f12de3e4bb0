package dev.hereabouts.ipam.core.store;

/**
 * What a store calls one state of a block: it changes with each write, and only equality counts.
 */
public record Version(String text) {}
