package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Decider;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Owner;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the node holds: what the leader told last, and what it has answered since.
 *
 * <p>The answer of an ADD tells the addresses, not the ownership IDs. Such an entry has an ID of
 * our own until the next time that the leader tells all.
 */
final class NodeRecord {
  private final String node;
  private final Set<OwnershipId> ownIds = new HashSet<>();
  private final List<Runnable> sinceLoadBegan = new ArrayList<>();
  private Ledger ledger = new Ledger();

  /** What the leader tells just now. */
  private Ledger coming = new Ledger();

  private boolean loading;
  private long lastOwnId;

  NodeRecord(String node) {
    this.node = node;
  }

  /** From now on what is answered is kept in mind until the leader has told all. */
  void loadBegins() {
    loading = true;
    sinceLoadBegan.clear();
    coming = new Ledger();
  }

  /** Takes in some of what the leader told. */
  void loadGoesOn(List<Entry> some) {
    some.forEach(entry -> coming.apply(Change.OfEntry.created(entry)));
  }

  /** All is taken in; adds what the leader has answered since it was asked. */
  void loaded() {
    ledger = coming;
    coming = new Ledger();
    ownIds.clear();
    loading = false;
    sinceLoadBegan.forEach(Runnable::run);
    sinceLoadBegan.clear();
  }

  void assigned(AddRequest request, Reply.Assigned reply) {
    happened(() -> assign(request, reply));
  }

  void released(ReleaseRequest request) {
    happened(
        () -> new Decider(ledger, this::newId).decide(request).changes().forEach(ledger::apply));
  }

  private void happened(Runnable change) {
    change.run();
    if (loading) {
      sinceLoadBegan.add(change);
    }
  }

  private void assign(AddRequest request, Reply.Assigned reply) {
    Map<Owner, Integer> positions = new HashMap<>();
    for (int i = 0; i < reply.addresses().size(); i++) {
      Reply.AssignedAddress given = reply.addresses().get(i);
      int ranges = request.ranges().size();
      if (i < ranges) {
        RangeRequest range = request.ranges().get(i);
        PoolId pool = new PoolId(request.space(), range.cidr());
        assign(request, given, pool, range.solo() ? Kind.SOLO : Kind.ORDINARY, positions);
      } else {
        StaticAddress fixed = request.statics().get(i - ranges);
        Cidr subnet = Cidr.of(fixed.address(), fixed.prefixLength());
        assign(request, given, new PoolId(request.space(), subnet), Kind.SHARED, positions);
      }
    }
  }

  private void assign(
      AddRequest request,
      Reply.AssignedAddress given,
      PoolId pool,
      Kind kind,
      Map<Owner, Integer> positions) {
    Entry first =
        new Entry(
            given.address(),
            pool,
            kind,
            request.pod(),
            request.ifName(),
            0,
            request.holder(),
            null,
            request.network(),
            request.now(),
            newId(),
            "");
    Entry entry = first.at(positions.merge(first.owner(), 1, Integer::sum) - 1);
    Entry present = present(entry);
    if (present == null) {
      ownIds.add(entry.id());
      ledger.apply(Change.OfEntry.created(entry));
    } else if (present.holder().attempt().compareTo(request.holder().attempt()) < 0) {
      ledger.apply(new Change.OfEntry(present, present.takenOverBy(request.holder())));
    }
  }

  /** The entry of the same owner, or of the same sandbox under another name of its pod. */
  private @Nullable Entry present(Entry entry) {
    Holder holder = entry.holder();
    return ledger.entriesAt(entry.pool().space(), entry.address()).stream()
        .filter(known ->
            known.owner().equals(entry.owner())
                || (known.pool().equals(entry.pool())
                    && known.position() == entry.position()
                    && known.isHeldBy(holder.containerId(), entry.ifName())))
        .findFirst()
        .orElse(null);
  }

  private OwnershipId newId() {
    return new OwnershipId(0, ++lastOwnId);
  }

  List<Entry> entriesOfContainer(String containerId) {
    return ledger.entriesOfContainer(containerId);
  }

  /** The sandboxes by which a pod holds something here. */
  Set<String> containersOfPod(String identity) {
    return ledger.entriesOfPod(identity).stream()
        .map(Entry::containers)
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  Stream<Entry> entries() {
    return ledger.entries().filter(entry -> entry.node().equals(node));
  }

  /** Whether the leader knows the entry by another ID. */
  boolean isOwnId(OwnershipId id) {
    return ownIds.contains(id);
  }

  /** The same claim by the ID that the leader knows, or null if nothing is left to claim. */
  ReleaseRequest.@Nullable Claim known(ReleaseRequest.Claim claim) {
    return ledger.entriesAt(claim.space(), claim.address()).stream()
        .map(ReleaseRequest.Claim::of)
        .filter(now -> now.containerId().equals(claim.containerId()) && !isOwnId(now.id()))
        .findFirst()
        .orElse(null);
  }

  /** The highest epoch of an ADD of this node, 0 if there is none. */
  long highestEpoch() {
    return ledger
        .entries()
        .flatMap(
            entry -> Stream.concat(Stream.of(entry.holder()), Stream.ofNullable(entry.replaced())))
        .filter(holder -> holder.node().equals(node))
        .mapToLong(holder -> holder.attempt().epoch())
        .max()
        .orElse(0);
  }
}
