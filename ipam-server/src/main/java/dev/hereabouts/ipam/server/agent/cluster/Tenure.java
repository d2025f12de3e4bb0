package dev.hereabouts.ipam.server.agent.cluster;

/**
 * Of which starts an agent's state directory can tell.
 *
 * @param firstEpoch the first start with this directory: what was given before, it knows nothing of
 * @param bootEpoch the first start since the node booted, if an earlier boot was seen with this
 *     directory; else 0
 */
public record Tenure(long firstEpoch, long bootEpoch) {

  /** The same when everything up to an epoch turns out to be from before. */
  Tenure from(long epoch) {
    return new Tenure(Math.max(firstEpoch, epoch), bootEpoch);
  }
}
