/**
 * What an allocator tells of itself beside its answers: Kubernetes events and the audit log.
 *
 * <p>All of it is best effort: nothing here delays or fails a request.
 */
@NullMarked
package dev.hereabouts.ipam.server.signals;

import org.jspecify.annotations.NullMarked;
