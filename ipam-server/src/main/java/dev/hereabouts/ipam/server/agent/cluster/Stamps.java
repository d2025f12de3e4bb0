package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;

/**
 * The attempts of this start as the leader sees them.
 *
 * <p>With a state directory that is new, or was put back from a copy, this start's epoch may not be
 * above those of the node's entries. That shows only when the leader has told them; until then
 * nothing was sent, and from then on a higher epoch takes the place of this start's.
 */
final class Stamps {
  private final long startEpoch;
  private long epoch;

  Stamps(long startEpoch) {
    this.startEpoch = startEpoch;
    epoch = startEpoch;
  }

  long startEpoch() {
    return startEpoch;
  }

  void raiseTo(long higher) {
    epoch = higher;
  }

  Attempt of(Attempt attempt) {
    return attempt.epoch() == startEpoch ? new Attempt(epoch, attempt.number()) : attempt;
  }

  AddRequest of(AddRequest request) {
    Holder holder = request.holder();
    return new AddRequest(
        request.pod(),
        request.ifName(),
        new Holder(
            holder.containerId(),
            holder.node(),
            holder.netns(),
            holder.netnsInode(),
            of(holder.attempt())),
        request.retired(),
        request.network(),
        request.space(),
        request.ranges(),
        request.statics(),
        request.now());
  }

  ReleaseRequest of(ReleaseRequest request) {
    return switch (request) {
      case ReleaseRequest.Deleted(String container, String ifName, Attempt arrival, String node) ->
          new ReleaseRequest.Deleted(container, ifName, of(arrival), node);
      case ReleaseRequest.Abandoned(
              String container,
              String ifName,
              Attempt attempt,
              String node) ->
          new ReleaseRequest.Abandoned(container, ifName, of(attempt), node);
      case ReleaseRequest.Reclaimed reclaimed -> reclaimed;
    };
  }

  /** A release that waited while the epoch was raised: a DEL of any start came before every ADD. */
  ReleaseRequest raised(ReleaseRequest request) {
    return request
            instanceof
            ReleaseRequest.Deleted(String container, String ifName, Attempt at, String node)
        ? new ReleaseRequest.Deleted(
            container, ifName, new Attempt(epoch, at.epoch() == startEpoch ? at.number() : 0), node)
        : request;
  }
}
