package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.address.Written.address;

import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import java.util.List;

/** An ADD as tests spell it: by default a first attempt for {@code net1} on {@code node-1}. */
record Ask(
    Pod pod,
    String container,
    String ifName,
    String node,
    int attempt,
    boolean retired,
    String space,
    List<RangeRequest> ranges,
    List<StaticAddress> statics) {

  /** An ADD of a pod with a UID. */
  static Ask of(String pod, String container, RangeRequest... ranges) {
    return of(new Pod(pod + "-uid", "default", pod), container, ranges);
  }

  static Ask of(Pod pod, String container, RangeRequest... ranges) {
    return new Ask(pod, container, "net1", "node-1", 1, false, "", List.of(ranges), List.of());
  }

  Ask ifName(String other) {
    return new Ask(pod, container, other, node, attempt, retired, space, ranges, statics);
  }

  Ask on(String other) {
    return new Ask(pod, container, ifName, other, attempt, retired, space, ranges, statics);
  }

  Ask attempt(int other) {
    return new Ask(pod, container, ifName, node, other, retired, space, ranges, statics);
  }

  Ask asRetired() {
    return new Ask(pod, container, ifName, node, attempt, true, space, ranges, statics);
  }

  Ask in(String other) {
    return new Ask(pod, container, ifName, node, attempt, retired, other, ranges, statics);
  }

  /** With these static addresses of a /24 or /64. */
  Ask fixed(String... literals) {
    List<StaticAddress> fixed =
        List.of(literals).stream()
            .map(text -> new StaticAddress(address(text), text.contains(":") ? 64 : 24, null))
            .toList();
    return new Ask(pod, container, ifName, node, attempt, retired, space, ranges, fixed);
  }

  AddRequest request() {
    Holder holder =
        new Holder(container, node, "/run/netns/" + container, 7, new Attempt(1, attempt));
    return new AddRequest(pod, ifName, holder, retired, "macvlan", space, ranges, statics, 1_000);
  }
}
