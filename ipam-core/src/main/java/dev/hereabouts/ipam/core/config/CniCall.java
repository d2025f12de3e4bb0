package dev.hereabouts.ipam.core.config;

/**
 * The checked environment of a CNI call; a text is "" where its variable is absent and optional.
 *
 * @param netns path of the container's network namespace, "" on a DEL after it is gone
 */
public record CniCall(
    CniCommand command, String containerId, String ifName, String netns, CniArgs args) {}
