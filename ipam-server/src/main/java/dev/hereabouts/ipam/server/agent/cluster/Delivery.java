package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A release on its way to the leader. */
final class Delivery {
  /** How far it is kept on disk. */
  enum Keeping {
    NOT,
    BEGUN,
    KEPT,
    FAILED
  }

  final long number;
  final long since;
  final Consumer<Reply.Released> confirmed;
  ReleaseRequest request;
  Keeping keeping;

  /** Whether an answer is awaited. */
  boolean sent;

  /** Whether it waits for the next round. */
  boolean resting;

  /** Whether its caller was told that it failed. */
  boolean givenUp;

  /** Tells the answers of one sending from those of another. */
  int sending;

  /** Why it is not confirmed yet. */
  String obstacle = "the leader has not answered";

  /**
   * @param since when it came, on the agent's clock
   */
  Delivery(
      long number,
      long since,
      ReleaseRequest request,
      Keeping keeping,
      Consumer<Reply.Released> confirmed) {
    this.number = number;
    this.since = since;
    this.request = request;
    this.keeping = keeping;
    this.confirmed = confirmed;
  }

  /** The sandboxes that it is about: their releases are delivered one after the other. */
  Set<String> containers() {
    return switch (request) {
      case ReleaseRequest.Deleted deleted -> Set.of(deleted.containerId());
      case ReleaseRequest.Abandoned abandoned -> Set.of(abandoned.containerId());
      case ReleaseRequest.Reclaimed(List<ReleaseRequest.Claim> claims, String _) ->
          claims.stream().map(ReleaseRequest.Claim::containerId).collect(Collectors.toSet());
    };
  }

  boolean isOf(String containerId, String ifName) {
    return switch (request) {
      case ReleaseRequest.Deleted(String container, String name, Attempt _, String _) ->
          container.equals(containerId) && name.equals(ifName);
      case ReleaseRequest.Abandoned(String container, String name, Attempt _, String _) ->
          container.equals(containerId) && name.equals(ifName);
      case ReleaseRequest.Reclaimed _ -> containers().contains(containerId);
    };
  }

  /** Whether the caller, told that it failed, comes again, and nothing but memory has this one. */
  boolean isRepeatedBy(ReleaseRequest.Deleted next) {
    boolean onlyHere =
        switch (keeping) {
          case NOT, FAILED -> true;
          case BEGUN, KEPT -> false;
        };
    return onlyHere
        && givenUp
        && request instanceof ReleaseRequest.Deleted
        && isOf(next.containerId(), next.ifName());
  }
}
