package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.whereabouts.ImportPlan.Step;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plans an import: what each old record becomes here, and what about it is in doubt. Alters
 * nothing.
 *
 * <p>When in doubt an address is taken rather than free: the worst that comes of it is an address
 * that nobody uses, while the opposite gives one to two pods.
 */
public final class ImportPlanner {
  private static final Comparator<Entry> BY_ADDRESS =
      Comparator.<Entry, String>comparing(entry -> entry.pool().space())
          .thenComparing(Entry::address)
          .thenComparing(entry -> entry.pool().cidr())
          .thenComparing(entry -> entry.pod().reference());

  private final OldObjects old;
  private final Ledger held;
  private final long now;
  private final boolean skipGone;
  private final List<Doubt> doubts = new ArrayList<>();
  private final List<OldRecord> records = new ArrayList<>();
  private final Set<String> covered = new HashSet<>();
  private final OldPlaces places;
  private final OldEntries entries;

  /**
   * @param held what is held here already
   * @param now milliseconds since 1970 (UTC)
   * @param skipGone whether records are left out whose pods are known not to be there
   */
  public ImportPlanner(
      OldObjects old, Ledger held, Supplier<OwnershipId> newIds, long now, boolean skipGone) {
    this.old = old;
    this.held = held;
    this.now = now;
    this.skipGone = skipGone;
    this.places = new OldPlaces(old, doubts);
    this.entries = new OldEntries(old.networks(), newIds, now);
  }

  public ImportPlan plan() {
    old.pools().stream().sorted(Comparator.comparing(OldPool::source)).forEach(this::takePool);
    old.reservations().stream()
        .sorted(Comparator.comparing(OldReservation::source))
        .forEach(this::takeReservation);
    records.sort(Comparator.comparing(OldRecord::entry, BY_ADDRESS));
    doubtOwners();
    doubtUnrecorded();
    List<Step> steps = records.stream().map(this::step).toList();
    doubts.sort(Comparator.comparing(Doubt::cause));
    return new ImportPlan(found(), steps, pools(), doubts);
  }

  private String found() {
    long addresses = old.pools().stream().mapToLong(pool -> pool.allocations().size()).sum();
    return "%d IPPools with %d addresses, %d OverlappingRangeIPReservations, %d NodeSlicePools; %s"
        .formatted(
            old.pools().size(),
            addresses,
            old.reservations().size(),
            old.slices().size(),
            old.arePodsKnown() ? "pods were looked up" : "pods are not known");
  }

  private void takePool(OldPool pool) {
    OldPlaces.Place place = places.of(pool);
    if (place == null) {
      return;
    }
    for (OldAllocation allocation : pool.allocations()) {
      Address address = address(pool, place, allocation);
      if (address != null) {
        take(
            new OldClaim(
                address,
                place.pool(),
                allocation.podRef(),
                allocation.ifName(),
                allocation.containerId(),
                place.node(),
                pool.source()));
      }
    }
  }

  private @Nullable Address address(OldPool pool, OldPlaces.Place place, OldAllocation allocation) {
    Long distance = OldAddresses.distance(allocation.key());
    if (distance == null) {
      unreadable(pool.source(), "the key \"" + allocation.key() + "\" is no distance");
      return null;
    }
    if (!OldAddresses.areWhole(place.range())) {
      return ofWideRange(pool, place, allocation, distance);
    }
    Address address = OldAddresses.at(place.base(), distance);
    if (address == null || !place.range().contains(address)) {
      unreadable(pool.source(), "the key " + allocation.key() + " leads out of " + pool.range());
      return null;
    }
    return address;
  }

  private @Nullable Address ofWideRange(
      OldPool pool, OldPlaces.Place place, OldAllocation allocation, long distance) {
    LivePod pod = old.pod(allocation.podRef());
    Address meant =
        pod == null
            ? null
            : OldAddresses.meant(place.range(), place.base(), distance, pod.reportedAddresses());
    if (meant == null) {
      unreadable(
          pool.source(),
          "the key %s of %s lacks the upper bits of the address, and the pod does not tell it"
              .formatted(allocation.key(), allocation.podRef()));
    }
    return meant;
  }

  private void takeReservation(OldReservation reservation) {
    OldPlaces.Reserved reserved = places.of(reservation);
    if (reserved == null || isCovered(reserved, reservation.podRef())) {
      return;
    }
    Address address = reserved.address();
    PoolId pool = poolOf(reserved);
    doubts.add(
        new Doubt(
            Doubt.Cause.NO_POOL,
            subject(reserved.space(), address),
            "%s is for %s; %s. It stays taken%s"
                .formatted(
                    reservation.source(),
                    reservation.podRef(),
                    pool.cidr().prefixLength() == address.family().bits()
                        ? "no pool has the address"
                        : "the pool has no record of it",
                    reservation.containerId().isEmpty()
                        ? ": without a container, no DEL can free it"
                        : " until its container's DEL")));
    take(
        new OldClaim(
            address,
            pool,
            reservation.podRef(),
            reservation.ifName(),
            reservation.containerId(),
            "",
            reservation.source()));
  }

  private boolean isCovered(OldPlaces.Reserved reserved, String podRef) {
    return covered.contains(subject(reserved.space(), reserved.address()) + " " + podRef);
  }

  /** The narrowest pool of the space with the address; else one of the address alone. */
  private PoolId poolOf(OldPlaces.Reserved reserved) {
    Address address = reserved.address();
    return records.stream()
        .map(each -> each.entry().pool())
        .filter(pool -> pool.space().equals(reserved.space()) && pool.cidr().contains(address))
        .max(Comparator.comparingInt(pool -> pool.cidr().prefixLength()))
        .orElseGet(() -> new PoolId(reserved.space(), Cidr.of(address, address.family().bits())));
  }

  private void take(OldClaim claim) {
    String subject = subject(claim.pool().space(), claim.address());
    covered.add(subject + " " + claim.podRef());
    LivePod pod = old.pod(claim.podRef());
    boolean isGone = old.arePodsKnown() && pod == null;
    if (isGone) {
      doubts.add(
          new Doubt(
              Doubt.Cause.POD_GONE,
              subject,
              claim.podRef()
                  + " is not there; "
                  + (skipGone ? "left out" : "the entry is that of any pod of this name")));
    } else if (pod != null && pod.denies(claim.address())) {
      doubts.add(
          new Doubt(
              Doubt.Cause.NOT_REPORTED,
              subject,
              claim.podRef() + " does not have it in its network-status; it is imported as its"));
    }
    records.add(new OldRecord(entries.of(claim, pod), claim.source(), isGone));
  }

  private void doubtOwners() {
    Map<String, Set<String>> owners = new LinkedHashMap<>();
    for (OldRecord each : records) {
      Entry entry = each.entry();
      if (entry.kind() != Kind.SOLO) {
        owners
            .computeIfAbsent(
                subject(entry.pool().space(), entry.address()), _ -> new LinkedHashSet<>())
            .add(entry.pod().reference() + " " + entry.ifName() + " (" + each.source() + ")");
      }
    }
    owners.forEach((subject, all) -> {
      if (all.size() > 1) {
        doubts.add(
            new Doubt(
                Doubt.Cause.TWO_OWNERS,
                subject,
                String.join(" and ", all)
                    + "; all are kept, and it is free when the last is gone"));
      }
    });
  }

  private void doubtUnrecorded() {
    Set<Address> recorded =
        records.stream().map(each -> each.entry().address()).collect(Collectors.toSet());
    Set<Cidr> ranges =
        records.stream().map(each -> each.entry().pool().cidr()).collect(Collectors.toSet());
    old.pods()
        .forEach((reference, pod) -> {
          for (Address address : pod.reportedAddresses()) {
            if (!recorded.contains(address)
                && ranges.stream().anyMatch(range -> range.contains(address))) {
              doubts.add(
                  new Doubt(
                      Doubt.Cause.UNRECORDED,
                      AddressText.format(address),
                      reference + " reports it; exclude it from its range, or restart that pod"));
            }
          }
        });
  }

  private Step step(OldRecord record) {
    Entry wanted = record.entry();
    Standing standing = record.standing(held.entries(wanted.block()));
    String subject = subject(wanted.pool().space(), wanted.address());
    List<Entry> others = held.entriesAt(wanted.pool().space(), wanted.address());
    if (standing == Standing.NEW && skipGone && record.podIsGone()) {
      return new Step(record, Standing.OUTDATED);
    }
    if (standing == Standing.NEW && !wanted.pod().uid().isEmpty()) {
      for (Entry entry : held.entriesOfPod(wanted.pod().identity())) {
        if (entry.owner().equals(wanted.owner()) && !entry.isImported()) {
          doubts.add(
              new Doubt(
                  Doubt.Cause.HELD_HERE,
                  subject,
                  "%s got %s here since; its old record is left out"
                      .formatted(wanted.pod().reference(), AddressText.format(entry.address()))));
          return new Step(record, Standing.OUTDATED);
        }
      }
    }
    if (standing != Standing.PRESENT && !others.isEmpty()) {
      String holder = others.getFirst().pod().reference();
      doubts.add(
          new Doubt(
              Doubt.Cause.HELD_HERE,
              subject,
              standing == Standing.OUTDATED
                  ? "is held here by %s, and %s is not there; the old record is left out"
                      .formatted(holder, wanted.pod().reference())
                  : "is held here by %s and there by %s; both are kept"
                      .formatted(holder, wanted.pod().reference())));
    }
    return new Step(record, standing);
  }

  /** The pools of records that nobody has named here yet. */
  private List<Pool> pools() {
    Set<PoolId> ids = new LinkedHashSet<>();
    for (OldRecord each : records) {
      PoolId id = each.entry().pool();
      if (id.cidr().prefixLength() < id.cidr().family().bits() - 1 && held.pool(id) == null) {
        ids.add(id);
      }
    }
    return ids.stream()
        .map(id -> new Pool(id, offers(id), old.networks().names(id), now, ""))
        .toList();
  }

  private List<Offer> offers(PoolId id) {
    List<Offer> known = old.networks().offers(id);
    return known.isEmpty() ? List.of(Whole.of(id.cidr())) : known;
  }

  private void unreadable(String subject, String text) {
    doubts.add(new Doubt(Doubt.Cause.UNREADABLE, subject, text));
  }

  private static String subject(String space, Address address) {
    String text = AddressText.format(address);
    return space.isEmpty() ? text : text + " in " + space;
  }
}
