package dev.hereabouts.ipam.server.agent;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.Attachment;
import dev.hereabouts.ipam.core.config.NetworkConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The verb GC: gives back what this node holds for this network, is not listed as valid, and whose
 * network namespace is seen to be gone. Without a list it does nothing.
 */
final class CollectVerb {
  private final Allocations allocations;
  private final NetworkNamespaces namespaces;
  private final Timer timer;
  private final long deadline;

  CollectVerb(Allocations allocations, NetworkNamespaces namespaces, Timer timer, long deadline) {
    this.allocations = allocations;
    this.namespaces = namespaces;
    this.timer = timer;
    this.deadline = deadline;
  }

  void serve(NetworkConfig config, Consumer<Outcome> done) {
    List<Attachment> listed = config.validAttachments();
    if (listed == null) {
      done.accept(Outcome.ok());
      return;
    }
    String unknown = allocations.unknownEntries();
    if (unknown != null) {
      done.accept(failed(config, unknown));
      return;
    }
    List<Entry> gone = gone(config.name(), new HashSet<>(listed));
    if (gone.isEmpty()) {
      done.accept(Outcome.ok());
      return;
    }
    allocations.release(
        new ReleaseRequest.Reclaimed(gone.stream().map(ReleaseRequest.Claim::of).toList()),
        timer.first(
            deadline,
            reply -> done.accept(outcome(config, reply)),
            () -> done.accept(failed(config, "it took too long"))));
  }

  private List<Entry> gone(String network, Set<Attachment> valid) {
    return allocations
        .entriesOfNode()
        .filter(entry -> entry.network().equals(network))
        .filter(entry -> !valid.contains(attachment(entry)))
        .filter(entry -> NamespaceState.of(entry.holder(), namespaces).isGone())
        .toList();
  }

  private static Attachment attachment(Entry entry) {
    return new Attachment(entry.holder().containerId(), entry.ifName());
  }

  private static Outcome outcome(NetworkConfig config, Reply reply) {
    return switch (reply) {
      case Reply.Released(List<Entry> entries) ->
          new Outcome.Done(
              "",
              entries.stream()
                  .map(entry -> AddressText.format(entry.address()))
                  .collect(Collectors.joining(",")),
              () -> {});
      case Reply.Unavailable(String reason) -> failed(config, reason);
      case Reply.Refused refused -> throw new IllegalStateException(refused.toString());
      case Reply.Assigned _ -> throw new IllegalStateException("a release answered as an ADD");
    };
  }

  private static Outcome failed(NetworkConfig config, String reason) {
    return new Outcome.Failed(
        CniError.of(
            CniErrorCode.TRY_AGAIN_LATER,
            "network " + config.name() + ": leaked addresses could not be given back: " + reason,
            "GC can be repeated"));
  }
}
