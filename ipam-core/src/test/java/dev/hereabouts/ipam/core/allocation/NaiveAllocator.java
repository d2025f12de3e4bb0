package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.config.StaticAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The allocation rules once more, over nothing but a list of entries.
 *
 * <p>The lowest free address is the lowest of those that are first in the window or right behind
 * something that is closed.
 */
final class NaiveAllocator {
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Address> fromElsewhere = new HashSet<>();
  private long owners;

  /** What an ADD is to be answered: its addresses, or the kind of refusal. */
  record Answer(List<Address> addresses, @Nullable Class<? extends Reply.Refused> refusal) {}

  private static final class Refusal extends RuntimeException {
    private final Class<? extends Reply.Refused> kind;

    Refusal(Class<? extends Reply.Refused> kind) {
      super(kind.getSimpleName(), null, false, false);
      this.kind = kind;
    }
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** How many owners there have been: each one's ownership ID is its number, from 1. */
  long owners() {
    return owners;
  }

  Answer add(AddRequest request) {
    List<Entry> before = entries();
    long ownersBefore = owners;
    try {
      return new Answer(assign(request), null);
    } catch (Refusal refusal) {
      entries.clear();
      entries.addAll(before);
      owners = ownersBefore;
      return new Answer(List.of(), refusal.kind);
    }
  }

  void delete(ReleaseRequest.Deleted request) {
    release(
        request.ifName(),
        holder ->
            holder.containerId().equals(request.containerId())
                && holder.attempt().compareTo(request.arrival()) <= 0,
        false);
  }

  void abandon(ReleaseRequest.Abandoned request) {
    release(
        request.ifName(),
        holder ->
            holder.containerId().equals(request.containerId())
                && holder.attempt().equals(request.attempt()),
        true);
  }

  void reclaim(List<ReleaseRequest.Claim> claims) {
    entries.removeIf(entry -> claims.contains(ReleaseRequest.Claim.of(entry)));
  }

  private void release(String ifName, Predicate<Holder> covered, boolean returns) {
    for (Entry entry : entries()) {
      Holder replaced = entry.replaced();
      if (!entry.ifName().equals(ifName)) {
        continue;
      }
      if (covered.test(entry.holder())) {
        entries.remove(entry);
        if (returns && replaced != null) {
          entries.add(heldBy(entry, replaced, null));
        }
      } else if (replaced != null && covered.test(replaced)) {
        entries.remove(entry);
        entries.add(heldBy(entry, entry.holder(), null));
      }
    }
  }

  private List<Address> assign(AddRequest request) {
    Set<Address> mine = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.pool().space().equals(request.space())
          && (entry.pod().identity().equals(request.pod().identity())
              || knows(entry, request.holder().containerId()))) {
        mine.add(entry.address());
      }
    }
    request.statics().forEach(fixed -> mine.add(fixed.address()));
    fromElsewhere.clear();
    List<Address> got = new ArrayList<>();
    entries.stream()
        .filter(entry ->
            entry.pod().identity().equals(request.pod().identity())
                && (entry.ifName().isEmpty() || entry.ifName().equals(request.ifName()))
                && entry.pool().space().equals(request.space()))
        .forEach(entry -> fromElsewhere.add(entry.address()));
    for (int i = 0; i < request.ranges().size(); i++) {
      RangeRequest range = request.ranges().get(i);
      long position =
          request.ranges().subList(0, i).stream()
              .filter(earlier -> earlier.cidr().equals(range.cidr()))
              .count();
      Address address = assign(request, range, (int) position, mine);
      mine.add(address);
      fromElsewhere.add(address);
      got.add(address);
    }
    for (StaticAddress fixed : request.statics()) {
      assign(request, fixed);
      got.add(fixed.address());
    }
    return got;
  }

  private Address assign(AddRequest request, RangeRequest range, int position, Set<Address> mine) {
    PoolId pool = new PoolId(request.space(), range.cidr());
    Entry present =
        present(
            request,
            entry ->
                entry.kind() != Kind.SHARED
                    && entry.pool().equals(pool)
                    && entry.position() == position);
    if (present != null) {
      if (range.requested() != null && !range.requested().equals(present.address())) {
        throw new Refusal(Reply.AddressNotAllowed.class);
      }
      takeOver(present, request);
      return present.address();
    }
    Address address = range.requested();
    if (address == null) {
      address = lowest(pool, range, mine);
    } else if (!allowed(range, address)) {
      throw new Refusal(Reply.AddressNotAllowed.class);
    } else if (closed(pool, range.solo(), address)) {
      throw new Refusal(Reply.AddressTaken.class);
    } else if (mine.contains(address)) {
      throw new Refusal(Reply.AddressNotAllowed.class);
    }
    create(request, address, pool, range.solo() ? Kind.SOLO : Kind.ORDINARY, position);
    return address;
  }

  private void assign(AddRequest request, StaticAddress fixed) {
    PoolId pool = PoolId.ofStatic(request.space(), fixed);
    Entry present =
        present(
            request,
            entry ->
                entry.kind() == Kind.SHARED
                    && entry.pool().equals(pool)
                    && entry.address().equals(fixed.address()));
    if (present != null) {
      takeOver(present, request);
    } else if (entries.stream()
        .anyMatch(entry ->
            entry.kind() != Kind.SHARED
                && entry.pool().space().equals(request.space())
                && entry.address().equals(fixed.address()))) {
      throw new Refusal(Reply.AddressTaken.class);
    } else {
      create(request, fixed.address(), pool, Kind.SHARED, 0);
    }
  }

  private @Nullable Entry present(AddRequest request, Predicate<Entry> slot) {
    Predicate<Entry> same = slot.and(entry -> entry.ifName().equals(request.ifName()));
    return entries.stream()
        .filter(same.and(entry -> entry.pod().identity().equals(request.pod().identity())))
        .findFirst()
        .or(() ->
            entries.stream()
                .filter(
                    same.and(entry ->
                        entry.holder().containerId().equals(request.holder().containerId())))
                .filter(entry -> !fromElsewhere.contains(entry.address()))
                .findFirst())
        .orElse(null);
  }

  private void takeOver(Entry present, AddRequest request) {
    Holder next = request.holder();
    boolean same = present.holder().containerId().equals(next.containerId());
    Holder replaced = present.replaced();
    if (!same
        && (request.retired()
            || (next.node().equals(present.holder().node())
                && next.attempt().compareTo(present.holder().attempt()) < 0)
            || (replaced != null && replaced.containerId().equals(next.containerId())))) {
      throw new Refusal(Reply.SandboxReplaced.class);
    }
    if (!same || present.holder().attempt().compareTo(next.attempt()) < 0) {
      entries.remove(present);
      entries.add(heldBy(present, next, present.holder()));
    }
  }

  private Address lowest(PoolId pool, RangeRequest range, Set<Address> mine) {
    NavigableSet<Address> candidates = new TreeSet<>();
    candidates.add(range.window().first());
    entries.forEach(entry -> addNext(candidates, entry.address()));
    mine.forEach(address -> addNext(candidates, address));
    range.excludes().forEach(exclude -> addNext(candidates, exclude.last()));
    if (range.gateway() != null) {
      addNext(candidates, range.gateway());
    }
    return candidates.stream()
        .filter(address -> range.window().contains(address))
        .filter(address -> allowed(range, address))
        .filter(address -> !closed(pool, range.solo(), address))
        .filter(address -> !mine.contains(address))
        .findFirst()
        .orElseThrow(() -> new Refusal(Reply.PoolExhausted.class));
  }

  static boolean allowed(RangeRequest range, Address address) {
    return !address.equals(range.cidr().network())
        && !address.equals(range.cidr().last())
        && !address.equals(range.gateway())
        && range.excludes().stream().noneMatch(exclude -> exclude.contains(address));
  }

  private boolean closed(PoolId pool, boolean solo, Address address) {
    return entries.stream()
        .anyMatch(entry ->
            entry.pool().space().equals(pool.space())
                && entry.address().equals(address)
                && (entry.kind() == Kind.SHARED
                    || entry.pool().equals(pool)
                    || (!solo && entry.kind() == Kind.ORDINARY)));
  }

  private void create(AddRequest request, Address address, PoolId pool, Kind kind, int position) {
    owners++;
    entries.add(
        new Entry(
            address,
            pool,
            kind,
            request.pod(),
            request.ifName(),
            position,
            request.holder(),
            null,
            request.network(),
            request.now(),
            new OwnershipId(0, owners),
            ""));
  }

  static Entry heldBy(Entry entry, Holder holder, @Nullable Holder replaced) {
    return new Entry(
        entry.address(),
        entry.pool(),
        entry.kind(),
        entry.pod(),
        entry.ifName(),
        entry.position(),
        holder,
        replaced,
        entry.network(),
        entry.since(),
        entry.id(),
        entry.extra());
  }

  private static boolean knows(Entry entry, String container) {
    Holder replaced = entry.replaced();
    return entry.holder().containerId().equals(container)
        || (replaced != null && replaced.containerId().equals(container));
  }

  private static void addNext(Set<Address> addresses, Address address) {
    if (!address.isHighest()) {
      addresses.add(address.next());
    }
  }
}
