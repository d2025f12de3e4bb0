package dev.hereabouts.ipam.server.agent;

/**
 * A sandbox that was deleted, though its pod may live on in another.
 *
 * @param pod what tells the pod from others: see {@link
 *     dev.hereabouts.ipam.core.allocation.Pod#identity()}
 * @param since when it was deleted, in milliseconds since 1970 (UTC)
 */
public record RetiredSandbox(String pod, String containerId, long since) {}
