package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.CniCall;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verb DEL: whatever the sandbox holds for the interface is given back, whatever the
 * configuration says by now. Success means that this is durable, and that the node will know the
 * sandbox as deleted.
 */
final class DeleteVerb {
  static final String NOTHING_HELD = "nothing held";

  private final Allocations allocations;
  private final SandboxHistory history;
  private final Node node;
  private final Timer timer;
  private final long deadline;

  DeleteVerb(
      Allocations allocations, SandboxHistory history, Node node, Timer timer, long deadline) {
    this.allocations = allocations;
    this.history = history;
    this.node = node;
    this.timer = timer;
    this.deadline = deadline;
  }

  void serve(CniCall call, String network, Consumer<Outcome> done) {
    Attempt arrival = node.nextAttempt();
    Deletion deletion =
        new Deletion(
            network,
            timer.first(deadline, done, () -> done.accept(failed(network, "it took too long"))));
    history.add(podsOf(call), call.containerId(), deletion::remembered);
    allocations.release(
        new ReleaseRequest.Deleted(call.containerId(), call.ifName(), arrival), deletion::released);
  }

  /** Waits for both: the release, and the memory that the sandbox is deleted. */
  private static final class Deletion {
    private final String network;
    private final Consumer<Outcome> done;
    private @Nullable Boolean remembered;
    private @Nullable Reply reply;

    Deletion(String network, Consumer<Outcome> done) {
      this.network = network;
      this.done = done;
    }

    void remembered(boolean durable) {
      remembered = durable;
      finish();
    }

    void released(Reply answered) {
      reply = answered;
      finish();
    }

    private void finish() {
      if (remembered != null && reply != null) {
        done.accept(
            remembered
                ? outcome(network, reply)
                : failed(network, "the node's store cannot be written"));
      }
    }
  }

  private static Outcome outcome(String network, Reply reply) {
    return switch (reply) {
      case Reply.Released(List<Entry> entries) -> new Outcome.Done("", listed(entries), () -> {});
      case Reply.Unavailable(String reason) -> failed(network, reason);
      case Reply.Refused refused -> throw new IllegalStateException(refused.toString());
      case Reply.Assigned _ -> throw new IllegalStateException("a release answered as an ADD");
    };
  }

  private Set<String> podsOf(CniCall call) {
    Set<String> pods = new LinkedHashSet<>();
    if (!call.args().podName().isEmpty()) {
      pods.add(Pods.of(call.args()).identity());
    }
    allocations.entriesOfContainer(call.containerId()).stream()
        .map(Entry::pod)
        .map(Pod::identity)
        .forEach(pods::add);
    return pods;
  }

  private static String listed(List<Entry> entries) {
    return entries.isEmpty()
        ? NOTHING_HELD
        : entries.stream()
            .map(entry -> AddressText.format(entry.address()))
            .collect(Collectors.joining(","));
  }

  private static Outcome failed(String network, String reason) {
    return new Outcome.Failed(
        CniError.of(
            CniErrorCode.TRY_AGAIN_LATER,
            "network " + network + ": the addresses could not be given back now: " + reason,
            "the runtime repeats a DEL that failed"));
  }
}
