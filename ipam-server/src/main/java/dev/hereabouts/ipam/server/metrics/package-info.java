/** The numbers that Prometheus scrapes. Their names are pinned, see docs/metrics.md. */
@NullMarked
package dev.hereabouts.ipam.server.metrics;

import org.jspecify.annotations.NullMarked;
