package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * To whom an entry belongs: one interface of one pod in one pool.
 *
 * @param fixed the static address that is held, or null for one of a range
 * @param pod {@link Pod#identity()}
 * @param position counts the request's ranges of the same pool, or mentions of the same static
 *     address, from 0
 */
public record Owner(PoolId pool, @Nullable Address fixed, String pod, String ifName, int position) {

  /** The same of another pod. */
  Owner of(String otherPod) {
    return new Owner(pool, fixed, otherPod, ifName, position);
  }
}
