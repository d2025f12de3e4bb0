package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request is answered. */
public sealed interface Reply {

  /** The addresses of an ADD: those of the ranges in their order, then the static ones. */
  record Assigned(List<AssignedAddress> addresses) implements Reply {
    public Assigned {
      addresses = List.copyOf(addresses);
    }
  }

  /** The entries that a release removed; none if there was nothing to remove. */
  record Released(List<Entry> entries) implements Reply {
    public Released {
      entries = List.copyOf(entries);
    }
  }

  /** A request that changed nothing, and why. */
  sealed interface Refused extends Reply {}

  /**
   * No address of the range is free.
   *
   * @param givable how many addresses the range can give: its window, less excludes and gateway
   * @param own how many of them this pool's entries hold
   */
  record PoolExhausted(PoolId pool, RangeRequest range, BigInteger givable, BigInteger own)
      implements Refused {}

  /** The address that was asked for by name is held by another. */
  record AddressTaken(Address address, Entry by) implements Refused {}

  /** The address that was asked for by name cannot be given. */
  record AddressNotAllowed(Address address, RangeRequest range, Obstacle obstacle)
      implements Refused {}

  /** Why an address that lies in a range is not given even on request. */
  enum Obstacle {
    NETWORK_OR_LAST_ADDRESS,
    EXCLUDED,
    GATEWAY,
    /** The same interface of the pod holds another address of this range. */
    HOLDS_ANOTHER,
    /** The pod has the address already, by another range or as a static one. */
    HELD_BY_POD
  }

  /** The ADD came late: its sandbox was deleted or replaced, and another holds the address. */
  record SandboxReplaced(String containerId, Entry entry) implements Refused {}

  /** The service could not decide or not keep it; nothing is held. Trying again may help. */
  record Unavailable(String reason) implements Refused {}

  /** An address as the interface gets it. */
  record AssignedAddress(Address address, int prefixLength, @Nullable Address gateway) {}
}
