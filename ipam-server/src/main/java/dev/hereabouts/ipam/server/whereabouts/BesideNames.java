package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where whereabouts records an address, and which addresses its records mean. */
public final class BesideNames {
  /** The owner of our records: no pod can be named so, and whereabouts finds it for none. */
  public static final String OWNER = "_hereabouts/_claimed";

  private BesideNames() {}

  /**
   * An address that the old side has taken.
   *
   * @param mark what stands where whereabouts has a container ID; in our records it tells the claim
   */
  public record Spot(PoolId pool, Address address, String podRef, String mark) {
    public boolean isOurs() {
      return podRef.equals(OWNER);
    }
  }

  /**
   * The name of a pool's IPPool; null where whereabouts can have none that tells each address, and
   * so gives none of them.
   */
  public static @Nullable String pool(PoolId pool) {
    return OldAddresses.areWhole(pool.cidr())
        ? object(OldNames.in(pool.space(), OldNames.of(pool.cidr())))
        : null;
  }

  /** The name of an address's reservation; null where whereabouts can have none. */
  public static @Nullable String reservation(String space, Address address) {
    return object(OldNames.in(space, OldNames.of(address)));
  }

  private static @Nullable String object(String name) {
    return OldNames.isObject(name) ? name : null;
  }

  /** The key of an address in its IPPool, whose range may be written with another address. */
  public static String key(PoolId pool, String range, Address address) {
    AddressWithPrefix read = AddressText.parseSloppyWithPrefix(range);
    Address base =
        read == null || read.address().family() != address.family()
            ? pool.cidr().network()
            : read.address();
    return OldAddresses.key(base, address);
  }

  /** The addresses of an IPPool; none when its range or name is not understood. */
  public static List<Spot> spots(OldPool old) {
    AddressWithPrefix read = AddressText.parseSloppyWithPrefix(old.range());
    Cidr range = read == null ? null : Cidr.of(read.address(), read.prefixLength());
    String space = range == null ? null : OldNames.prefix(old.name(), OldNames.of(range));
    List<Spot> spots = new ArrayList<>();
    if (read == null || range == null || space == null) {
      return spots;
    }
    for (OldAllocation allocation : old.allocations()) {
      Long distance = OldAddresses.distance(allocation.key());
      @Nullable Address address =
          distance == null ? null : OldAddresses.at(read.address(), distance);
      if (address != null && range.contains(address)) {
        PoolId pool = new PoolId(space, range);
        spots.add(new Spot(pool, address, allocation.podRef(), allocation.containerId()));
      }
    }
    return spots;
  }

  /** The pool that stands for a reservation where no other is known: the address alone. */
  public static PoolId reservationPool(String space, Address address) {
    return new PoolId(space, Cidr.of(address, address.family().bits()));
  }

  /** All that a reservation may mean, each as an address of a pool of its own. */
  public static List<Spot> spots(OldReservation old) {
    List<Spot> spots = new ArrayList<>();
    for (Map.Entry<String, Address> reading : OldNames.readings(old.name()).entrySet()) {
      Address address = reading.getValue();
      PoolId own = reservationPool(reading.getKey(), address);
      spots.add(new Spot(own, address, old.podRef(), old.containerId()));
    }
    return spots;
  }
}
