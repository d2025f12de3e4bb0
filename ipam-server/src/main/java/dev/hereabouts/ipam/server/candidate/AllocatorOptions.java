package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.server.service.ListenAddress;
import org.jspecify.annotations.Nullable;

/**
 * How an allocator serves a cluster.
 *
 * @param namespace where lease and leader's record are kept; made if missing
 * @param listen where agents connect to
 * @param advertised the host that agents are told
 * @param gracePeriod before what nobody uses is taken back
 * @param metrics where it is scraped, or null
 * @param besideNamespace where whereabouts keeps its objects while it serves the same ranges; null
 *     when it does not
 */
public record AllocatorOptions(
    String namespace,
    ListenAddress listen,
    String advertised,
    GracePeriod gracePeriod,
    @Nullable ListenAddress metrics,
    @Nullable String besideNamespace) {}
