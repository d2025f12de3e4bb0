package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for an address that an ADD may have.
 *
 * <p>It jumps from the end of one closed run to the end of the next, so it takes as many steps as
 * the request has excludes, each logarithmic in the number of runs.
 */
final class FreeAddress {
  /** Enough to find one with room, few enough to cost nothing where none has. */
  private static final int BLOCKS_LOOKED_AT = 8;

  private static final AddressSet NONE = new AddressSet();

  private final Ledger ledger;
  private final String space;
  private final Collection<BlockId> preferred;

  /** What the pod holds, static addresses of the request, and what it has got already. */
  private final AddressSet closedByRequest = new AddressSet();

  FreeAddress(Ledger ledger, AddRequest request, Collection<BlockId> preferred) {
    this.ledger = ledger;
    this.space = request.space();
    this.preferred = preferred;
    request.statics().forEach(fixed -> closedByRequest.add(fixed.address()));
    close(request.space(), ledger.entriesOfPod(request.pod().identity()));
    close(request.space(), ledger.entriesOfContainer(request.holder().containerId()));
  }

  /** Keeps the rest of the request off this address. */
  void close(Address address) {
    closedByRequest.add(address);
  }

  private void close(String space, List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry.pool().space().equals(space)) {
        close(entry.address());
      }
    }
  }

  /**
   * An address of the range's window that is free, or null if there is none: the lowest one, of the
   * first preferred block that has one if one of them has.
   */
  @Nullable Address of(PoolId pool, RangeRequest range) {
    return of(pool, range, range.window(), NONE);
  }

  /**
   * The same among a part of the addresses.
   *
   * @param within where to look; the window holds too
   * @param closed addresses that are not to be given
   */
  @Nullable Address of(PoolId pool, RangeRequest range, Interval within, AddressSet closed) {
    Interval part = range.window().common(within);
    return part == null ? null : find(range, part, ledger.closedTo(pool, range.solo()), closed);
  }

  private @Nullable Address find(
      RangeRequest range, Interval within, AddressSet taken, AddressSet closed) {
    int looked = 0;
    for (BlockId block : preferred) {
      if (block.space().equals(space)) {
        Interval common = within.common(block.cidr().interval());
        Address found =
            common == null ? null : lowest(range, common, taken, closed, closedByRequest);
        if (found != null) {
          return found;
        }
        if (++looked == BLOCKS_LOOKED_AT) {
          break;
        }
      }
    }
    return lowest(range, within, taken, closed, closedByRequest);
  }

  /** The lowest address of the window that may be given and is not in this set, or null. */
  static @Nullable Address outside(RangeRequest range, AddressSet closed) {
    return lowest(range, range.window(), closed);
  }

  private static @Nullable Address lowest(
      RangeRequest range, Interval within, AddressSet... closed) {
    Address candidate = within.first();
    while (candidate != null && candidate.compareTo(within.last()) <= 0) {
      Address next = past(range, candidate);
      for (AddressSet set : closed) {
        next = next == null ? null : set.nextAbsent(next);
      }
      if (candidate.equals(next)) {
        return candidate;
      }
      candidate = next;
    }
    return null;
  }

  /** Why the request cannot have this address of the range, or null if it can. */
  Reply.@Nullable Refused obstacleTo(PoolId pool, RangeRequest range, Address address) {
    Reply.Obstacle obstacle = obstacle(range, address);
    if (obstacle != null) {
      return new Reply.AddressNotAllowed(address, range, obstacle);
    }
    if (ledger.closedTo(pool, range.solo()).contains(address)) {
      return new Reply.AddressTaken(address, holder(pool, range.solo(), address));
    }
    return closedByRequest.contains(address)
        ? new Reply.AddressNotAllowed(address, range, Reply.Obstacle.HELD_BY_POD)
        : null;
  }

  private Entry holder(PoolId pool, boolean solo, Address address) {
    return ledger.entriesAt(pool.space(), address).stream()
        .filter(entry -> entry.closesTo(pool, solo))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("closed by nobody: " + address));
  }

  private static Reply.@Nullable Obstacle obstacle(RangeRequest range, Address address) {
    if (address.equals(range.cidr().network()) || address.equals(range.cidr().last())) {
      return Reply.Obstacle.NETWORK_OR_LAST_ADDRESS;
    }
    if (address.equals(range.gateway())) {
      return Reply.Obstacle.GATEWAY;
    }
    return excludeOf(range, address) == null ? null : Reply.Obstacle.EXCLUDED;
  }

  /** The first address from this one on that is neither excluded nor the gateway. */
  private static @Nullable Address past(RangeRequest range, Address address) {
    if (address.equals(range.gateway())) {
      return address.isHighest() ? null : address.next();
    }
    Interval exclude = excludeOf(range, address);
    if (exclude == null) {
      return address;
    }
    return exclude.last().isHighest() ? null : exclude.last().next();
  }

  /** The exclude that contains the address: they are sorted and do not overlap. */
  private static @Nullable Interval excludeOf(RangeRequest range, Address address) {
    int low = 0;
    int high = range.excludes().size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Interval exclude = range.excludes().get(middle);
      if (exclude.contains(address)) {
        return exclude;
      } else if (address.compareTo(exclude.first()) < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return null;
  }
}
