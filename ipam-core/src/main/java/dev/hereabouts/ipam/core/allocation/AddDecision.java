package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The deciding of a single ADD: what it keeps, what it gets, or why it gets nothing. */
final class AddDecision {
  private final Ledger ledger;
  private final Supplier<OwnershipId> newIds;
  private final AddRequest request;
  private final FreeAddress freeAddress;
  private final SliceSearch slices;
  private final List<Change> changes = new ArrayList<>();
  private final Set<BlockId> restsOn = new LinkedHashSet<>();
  private final Set<Address> given = new HashSet<>();
  private final Map<Owner, Integer> positions = new HashMap<>();
  private final Map<PoolId, Pool> pools = new HashMap<>();
  private Reply.@Nullable Refused refusal;

  AddDecision(
      Ledger ledger,
      Supplier<OwnershipId> newIds,
      AddRequest request,
      Collection<BlockId> preferred) {
    this.ledger = ledger;
    this.newIds = newIds;
    this.request = request;
    this.freeAddress = new FreeAddress(ledger, request, preferred);
    this.slices = new SliceSearch(ledger, freeAddress, request.holder().node());
  }

  Decision decide() {
    List<Reply.AssignedAddress> addresses = new ArrayList<>();
    for (RangeRequest range : request.ranges()) {
      Address address = fromRange(range);
      if (address == null) {
        return refused();
      }
      given.add(address);
      addresses.add(
          new Reply.AssignedAddress(address, range.cidr().prefixLength(), range.gateway()));
    }
    for (StaticAddress fixed : request.statics()) {
      if (!record(fixed)) {
        return refused();
      }
      addresses.add(
          new Reply.AssignedAddress(fixed.address(), fixed.prefixLength(), fixed.gateway()));
    }
    return new Decision(changes, restsOn, new Reply.Assigned(addresses));
  }

  private Decision refused() {
    if (refusal == null) {
      throw new IllegalStateException("refused without a reason");
    }
    return Decision.refused(refusal);
  }

  private @Nullable Address fromRange(RangeRequest range) {
    PoolId pool = poolOf(range);
    Owner owner = nextOwner(pool, null);
    Entry present = present(owner);
    if (present != null) {
      return keep(present, range);
    }
    Address address = pick(pool, range);
    if (address != null) {
      note(pool, range);
      freeAddress.close(address);
      create(address, owner, range.solo() ? Kind.SOLO : Kind.ORDINARY);
    }
    return address;
  }

  private PoolId poolOf(RangeRequest range) {
    PoolId id = new PoolId(request.space(), range.cidr());
    Pool known = ledger.pool(id);
    return known == null ? id : known.id();
  }

  private @Nullable Address keep(Entry present, RangeRequest range) {
    if (range.requested() != null && !range.requested().equals(present.address())) {
      refusal = new Reply.AddressNotAllowed(range.requested(), range, Reply.Obstacle.HOLDS_ANOTHER);
      return null;
    }
    return takeOver(present) ? present.address() : null;
  }

  private @Nullable Address pick(PoolId pool, RangeRequest range) {
    if (range.requested() != null) {
      refusal = freeAddress.obstacleTo(pool, range, range.requested());
      return refusal == null ? range.requested() : null;
    }
    Address free = range.sliceLength() == 0 ? freeAddress.of(pool, range) : fromSlice(pool, range);
    if (free == null) {
      AddressSet givable = new Pool(pool, List.of(Offer.of(range)), List.of(), 0, "").givable();
      refusal =
          new Reply.PoolExhausted(pool, range, givable.size(), ledger.countOwn(pool, givable));
    }
    return free;
  }

  private @Nullable Address fromSlice(PoolId id, RangeRequest range) {
    SliceSearch.Found found = slices.in(id, range);
    if (found != null && found.slices() != null) {
      keep(pool(id).withSlices(found.slices()));
    }
    return found == null ? null : found.address();
  }

  private boolean record(StaticAddress fixed) {
    PoolId pool = PoolId.ofStatic(request.space(), fixed);
    Owner owner = nextOwner(pool, fixed.address());
    Entry present = present(owner);
    if (present != null) {
      return takeOver(present);
    }
    for (Entry entry : ledger.entriesAt(request.space(), fixed.address())) {
      if (entry.kind() != Kind.SHARED) {
        refusal = new Reply.AddressTaken(fixed.address(), entry);
        return false;
      }
    }
    create(fixed.address(), owner, Kind.SHARED);
    return true;
  }

  private Owner nextOwner(PoolId pool, @Nullable Address fixed) {
    Owner first = new Owner(pool, fixed, request.pod().identity(), request.ifName(), 0);
    int position = positions.merge(first, 1, Integer::sum) - 1;
    return new Owner(pool, fixed, first.pod(), first.ifName(), position);
  }

  /**
   * The owner's entry; else an imported one that is the pod's by its name; else what the same
   * sandbox and interface hold under another pod identity, unless the pod has that address from
   * elsewhere.
   */
  private @Nullable Entry present(Owner owner) {
    for (Entry entry : ledger.entriesOfPod(owner.pod())) {
      if (entry.owner().equals(owner) && !given.contains(entry.address())) {
        return entry;
      }
    }
    Owner byName = owner.of(request.pod().reference());
    for (Entry entry : ledger.entriesOfPod(byName.pod())) {
      if (entry.isImported()
          && entry.owner().equals(byName)
          && !hasAlready(owner, entry.address())) {
        return entry;
      }
    }
    String container = request.holder().containerId();
    for (Entry entry : ledger.entriesOfContainer(container)) {
      if (entry.holder().containerId().equals(container)
          && owner.equals(entry.owner().of(owner.pod()))
          && !hasAlready(owner, entry.address())) {
        return entry;
      }
    }
    return null;
  }

  private boolean hasAlready(Owner owner, Address address) {
    return given.contains(address)
        || ledger.entriesOfPod(owner.pod()).stream()
            .anyMatch(entry ->
                entry.isFor(owner.ifName())
                    && entry.pool().space().equals(owner.pool().space())
                    && entry.address().equals(address));
  }

  private boolean takeOver(Entry present) {
    Holder holder = request.holder();
    boolean another = !present.holder().containerId().equals(holder.containerId());
    boolean late =
        request.retired()
            || present.wasHeldBy(holder.containerId(), request.ifName())
            || holder.isBefore(present.holder());
    if (another && late) {
      refusal = new Reply.SandboxReplaced(holder.containerId(), present);
      return false;
    }
    restsOn.add(present.block());
    if (another || present.holder().attempt().compareTo(holder.attempt()) < 0) {
      changes.add(new Change.OfEntry(present, taken(present)));
    }
    return true;
  }

  /** An imported entry whose pod's UID is not known is this pod's from now on. */
  private Entry taken(Entry present) {
    boolean byName =
        present.isImported()
            && present.pod().uid().isEmpty()
            && present.pod().reference().equals(request.pod().reference());
    Entry entry = byName ? present.of(request.pod()) : present;
    return entry.takenOverBy(request.holder());
  }

  private void create(Address address, Owner owner, Kind kind) {
    Entry entry =
        new Entry(
            address,
            owner.pool(),
            kind,
            request.pod(),
            request.ifName(),
            owner.position(),
            request.holder(),
            null,
            request.network(),
            request.now(),
            newIds.get(),
            "");
    changes.add(Change.OfEntry.created(entry));
    restsOn.add(entry.block());
  }

  private void note(PoolId id, RangeRequest range) {
    Offer offer = Offer.of(range);
    Pool pool = pool(id);
    if (!pool.knows(offer, request.network())) {
      keep(pool.with(offer, request.network()));
    }
  }

  private void keep(Pool pool) {
    Pool before = pools.put(pool.id(), pool);
    if (before != null) {
      changes.remove(new Change.OfPool(before));
    }
    changes.add(new Change.OfPool(pool));
  }

  private Pool pool(PoolId id) {
    Pool pool = pools.getOrDefault(id, ledger.pool(id));
    return pool == null ? new Pool(id, List.of(), List.of(), request.now(), "") : pool;
  }
}
