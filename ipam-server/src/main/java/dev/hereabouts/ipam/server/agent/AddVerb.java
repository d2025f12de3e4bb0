package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.CniCall;
import dev.hereabouts.ipam.core.config.NetworkConfig;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The verb ADD: addresses for an interface. */
final class AddVerb {
  private final Allocations allocations;
  private final SandboxHistory history;
  private final NetworkNamespaces namespaces;
  private final Node node;
  private final Timer timer;
  private final long deadline;

  AddVerb(
      Allocations allocations,
      SandboxHistory history,
      NetworkNamespaces namespaces,
      Node node,
      Timer timer,
      long deadline) {
    this.allocations = allocations;
    this.history = history;
    this.namespaces = namespaces;
    this.node = node;
    this.timer = timer;
    this.deadline = deadline;
  }

  void serve(CniCall call, NetworkConfig config, Consumer<Outcome> done) {
    if (call.args().podName().isEmpty()) {
      done.accept(noPodName(config));
      return;
    }
    AddRequest request = request(call, config);
    ReleaseRequest takeBack =
        new ReleaseRequest.Abandoned(call.containerId(), call.ifName(), request.holder().attempt());
    Runnable undo = () -> allocations.release(takeBack, reply -> {});
    allocations.add(
        request,
        timer.first(
            deadline,
            reply -> done.accept(outcome(config, request, reply, undo)),
            () -> {
              undo.run();
              done.accept(late(config, request.pod()));
            }));
  }

  /** Texts that many entries share are interned: entries stay in memory. */
  private AddRequest request(CniCall call, NetworkConfig config) {
    Pod pod = Pods.of(call.args());
    Holder holder =
        new Holder(
            call.containerId(),
            node.name(),
            call.netns(),
            Math.max(0, namespaces.inode(call.netns())),
            node.nextAttempt());
    return new AddRequest(
        pod,
        call.ifName().intern(),
        holder,
        history.contains(pod.identity(), call.containerId()),
        config.name().intern(),
        config.space().intern(),
        config.ranges(),
        config.statics(),
        node.now());
  }

  private static Outcome outcome(
      NetworkConfig config, AddRequest request, Reply reply, Runnable undo) {
    return switch (reply) {
      case Reply.Assigned(List<Reply.AssignedAddress> addresses) ->
          new Outcome.Done(CniResult.text(config, addresses), listed(addresses), undo);
      case Reply.Refused refused ->
          new Outcome.Failed(Refusals.error(refused, config.name(), request.pod().reference()));
      case Reply.Released _ -> throw new IllegalStateException("an ADD answered as a release");
    };
  }

  private static String listed(List<Reply.AssignedAddress> addresses) {
    return addresses.stream()
        .map(one -> AddressText.formatWithPrefix(one.address(), one.prefixLength()))
        .collect(Collectors.joining(","));
  }

  private Outcome late(NetworkConfig config, Pod pod) {
    String reason = "it was not decided within " + deadline / 1_000 + " s";
    return new Outcome.Failed(
        Refusals.error(new Reply.Unavailable(reason), config.name(), pod.reference()));
  }

  private static Outcome noPodName(NetworkConfig config) {
    return new Outcome.Failed(
        CniError.of(
            CniErrorCode.BAD_ENVIRONMENT,
            "network " + config.name() + ": no pod name: CNI_ARGS has no K8S_POD_NAME",
            "the container runtime sets CNI_ARGS=K8S_POD_NAMESPACE=...;K8S_POD_NAME=..."));
  }
}
