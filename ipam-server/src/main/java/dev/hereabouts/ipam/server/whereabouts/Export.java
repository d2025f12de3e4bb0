package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.config.AddressText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is held here as whereabouts' objects.
 *
 * @param pools by name
 * @param reservations by name
 * @param slices NodeSlicePools by name
 * @param notes what whereabouts has no record for, for people
 */
public record Export(
    Map<String, OldPool> pools,
    Map<String, OldReservation> reservations,
    Map<String, OldSlices> slices,
    List<String> notes) {
  private static final Comparator<Entry> BY_AGE =
      Comparator.comparing(Entry::address)
          .thenComparing(entry -> entry.pool().space())
          .thenComparing(entry -> entry.pool().cidr())
          .thenComparingLong(Entry::since);

  public Export {
    pools = Map.copyOf(pools);
    reservations = Map.copyOf(reservations);
    slices = Map.copyOf(slices);
    notes = List.copyOf(notes);
  }

  /**
   * The objects for what the ledger holds.
   *
   * @param known the cluster's networks, as far as they are known: they name the NodeSlicePools
   * @param namespace where whereabouts keeps its objects
   */
  public static Export of(Ledger ledger, OldObjects known, String namespace) {
    Builder builder = new Builder(namespace, new Divisions(ledger, known.networks()));
    ledger.entries().sorted(BY_AGE).forEach(builder::add);
    return builder.export();
  }

  /** How many addresses the pools have. */
  public int addresses() {
    return pools.values().stream().mapToInt(pool -> pool.allocations().size()).sum();
  }

  private static final class Builder {
    private final String namespace;
    private final Divisions divisions;
    private final Map<String, Cidr> ranges = new TreeMap<>();
    private final Map<String, Map<String, OldAllocation>> allocations = new TreeMap<>();
    private final Map<String, OldReservation> reservations = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private int fixed;

    Builder(String namespace, Divisions divisions) {
      this.namespace = namespace;
      this.divisions = divisions;
    }

    void add(Entry entry) {
      if (entry.kind() == Kind.SHARED) {
        fixed++;
        return;
      }
      if (entry.pool().cidr().prefixLength() != entry.address().family().bits()) {
        record(entry); // else a reservation without a pool
      }
      if (entry.kind() == Kind.ORDINARY) {
        reserve(entry);
      }
    }

    private void record(Entry entry) {
      Divisions.Place place = divisions.of(entry);
      String name = place.name();
      if (!OldNames.isObject(name)) {
        note(entry, "whereabouts cannot name the pool " + name);
        return;
      }
      String key = OldAddresses.key(place.range().network(), entry.address());
      if (OldAddresses.isPassedBy(key)) {
        note(entry, "whereabouts does not read keys of 2^63 and more");
      }
      if (place.isElsewhere()) {
        note(
            entry, "is not in the slice of its node, and whereabouts' DEL does not look elsewhere");
      }
      ranges.put(name, place.range());
      OldAllocation allocation =
          new OldAllocation(
              key, entry.holder().containerId(), entry.pod().reference(), entry.ifName());
      OldAllocation other =
          allocations.computeIfAbsent(name, _ -> new TreeMap<>()).putIfAbsent(key, allocation);
      if (other != null) {
        note(entry, "the pool can have one owner of the address only, " + other.podRef());
      }
    }

    private void reserve(Entry entry) {
      String name = OldNames.in(entry.pool().space(), OldNames.of(entry.address()));
      if (!OldNames.isObject(name)) {
        note(entry, "whereabouts cannot name the reservation " + name);
        return;
      }
      OldReservation other =
          reservations.putIfAbsent(
              name,
              new OldReservation(namespace, name, "", entry.pod().reference(), entry.ifName()));
      if (other != null && !other.podRef().equals(entry.pod().reference())) {
        note(entry, "the address is reserved for " + other.podRef() + " already");
      }
    }

    private void note(Entry entry, String text) {
      notes.add(
          "%s of %s: %s"
              .formatted(AddressText.format(entry.address()), entry.pod().reference(), text));
    }

    Export export() {
      if (fixed > 0) {
        notes.add(fixed + " static addresses: whereabouts does not record them");
      }
      Map<String, OldSlices> slices = divisions.objects(namespace, notes);
      Map<String, OldPool> pools = new TreeMap<>();
      ranges.forEach((name, range) ->
          pools.put(
              name,
              new OldPool(
                  namespace,
                  name,
                  AddressText.format(range),
                  List.copyOf(allocations.getOrDefault(name, Map.of()).values()))));
      return new Export(pools, reservations, slices, notes);
    }
  }
}
