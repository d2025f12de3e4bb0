package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.List;

/** Requests of interface net1 of pods that are told apart by a number. */
final class Requests {
  private Requests() {}

  /** The range of this many addresses behind 10.0.0.0, or behind another block's start. */
  static RangeRequest range(int network, int prefixLength) {
    Cidr cidr = Cidr.of(Address.v4(network), prefixLength);
    Interval window = new Interval(cidr.network().next(), cidr.last().previous());
    return new RangeRequest(cidr, window, List.of(), null, null, false);
  }

  static AddRequest add(int pod, long attempt, RangeRequest... ranges) {
    return add(pod, container(pod), attempt, ranges);
  }

  static AddRequest add(int pod, String container, long attempt, RangeRequest... ranges) {
    return new AddRequest(
        new Pod("uid-" + pod, "ns", "pod-" + pod),
        "net1",
        new Holder(container, "node", "/netns/" + container, 1, new Attempt(1, attempt)),
        false,
        "net",
        "",
        List.of(ranges),
        List.of(),
        0);
  }

  static ReleaseRequest delete(int pod, long arrival) {
    return new ReleaseRequest.Deleted(container(pod), "net1", new Attempt(1, arrival));
  }

  static ReleaseRequest abandon(int pod, long attempt) {
    return new ReleaseRequest.Abandoned(container(pod), "net1", new Attempt(1, attempt));
  }

  static String container(int pod) {
    return "container-" + pod;
  }
}
