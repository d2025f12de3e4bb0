package dev.hereabouts.ipam.core.allocation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which addresses are given and taken back: from the ledger and a request to a
 * decision. Alters nothing.
 */
public final class Decider {
  private final Ledger ledger;
  private final Supplier<OwnershipId> newIds;

  /**
   * @param newIds gives 128 new random bits at each call
   */
  public Decider(Ledger ledger, Supplier<OwnershipId> newIds) {
    this.ledger = ledger;
    this.newIds = newIds;
  }

  /**
   * One address from each range and all static ones, or a refusal that holds nothing. New addresses
   * are the lowest free ones.
   */
  public Decision decide(AddRequest request) {
    return decide(request, List.of());
  }

  /**
   * As {@link #decide(AddRequest)}, but new addresses come from the first of these blocks that has
   * a free one, if one of them has. Only the first few are looked at.
   *
   * @param preferred blocks that are to be written anyway
   */
  public Decision decide(AddRequest request, Collection<BlockId> preferred) {
    return new AddDecision(ledger, newIds, request, preferred).decide();
  }

  /**
   * What is to be done once when the whole state is loaded: nodes whose slices were not written
   * down any more have those that their entries tell.
   */
  public List<Change> slicesToldByEntries() {
    List<Change> changes = new ArrayList<>();
    for (Pool pool : ledger.pools()) {
      if (!pool.slices().isEmpty()) {
        Set<NodeSlice> all = new LinkedHashSet<>(pool.slices());
        List<Entry> entries = ledger.dynamicEntriesOf(pool.id());
        pool.slices().stream()
            .map(one -> one.slice().prefixLength())
            .distinct()
            .forEach(length ->
                all.addAll(ledger.nodesOf(pool.id()).slices(length).toldBy(entries, length)));
        if (all.size() > pool.slices().size()) {
          changes.add(new Change.OfPool(pool.withSlices(all)));
        }
      }
    }
    return changes;
  }

  public Decision decide(ReleaseRequest request) {
    return switch (request) {
      case ReleaseRequest.Deleted deleted -> delete(deleted);
      case ReleaseRequest.Abandoned abandoned -> abandon(abandoned);
      case ReleaseRequest.Reclaimed reclaimed -> reclaim(reclaimed);
    };
  }

  private Decision delete(ReleaseRequest.Deleted request) {
    List<Change.OfEntry> changes = new ArrayList<>();
    for (Entry entry : ledger.entriesOfContainer(request.containerId())) {
      if (entry.isFor(request.ifName()) && request.covers(entry.holder())) {
        changes.add(Change.OfEntry.removed(entry));
      } else if (entry.isFor(request.ifName()) && request.covers(entry.replaced())) {
        changes.add(new Change.OfEntry(entry, entry.withoutReplaced()));
      }
    }
    return released(changes);
  }

  private Decision abandon(ReleaseRequest.Abandoned request) {
    List<Change.OfEntry> changes = new ArrayList<>();
    for (Entry entry : ledger.entriesOfContainer(request.containerId())) {
      if (entry.isFor(request.ifName()) && request.covers(entry.holder())) {
        changes.add(new Change.OfEntry(entry, entry.restored()));
      } else if (entry.isFor(request.ifName()) && request.covers(entry.replaced())) {
        changes.add(new Change.OfEntry(entry, entry.withoutReplaced()));
      }
    }
    return released(changes);
  }

  private Decision reclaim(ReleaseRequest.Reclaimed request) {
    List<Change.OfEntry> changes = new ArrayList<>();
    for (ReleaseRequest.Claim claim : new LinkedHashSet<>(request.claims())) {
      Entry entry = find(claim);
      if (entry != null && request.reaches(entry.holder())) {
        changes.add(Change.OfEntry.removed(entry));
      }
    }
    return released(changes);
  }

  private @Nullable Entry find(ReleaseRequest.Claim claim) {
    return ledger.entriesAt(claim.space(), claim.address()).stream()
        .filter(entry -> ReleaseRequest.Claim.of(entry).equals(claim))
        .findFirst()
        .orElse(null);
  }

  private static Decision released(List<Change.OfEntry> changes) {
    Set<BlockId> blocks = new LinkedHashSet<>();
    List<Entry> gone = new ArrayList<>();
    for (Change.OfEntry change : changes) {
      blocks.add(change.block());
      if (change.before() != null && change.after() == null) {
        gone.add(change.before());
      }
    }
    return new Decision(List.copyOf(changes), blocks, new Reply.Released(gone));
  }
}
