package dev.hereabouts.ipam.server.inventory;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import java.util.List;

/**
 * What people are told of a pool.
 *
 * @param overlapping the ranges of other pools that have addresses of it
 * @param suspects how many of its entries may be leaks
 */
public record PoolReport(Pool pool, PoolUse use, List<Cidr> overlapping, int suspects) {
  public PoolReport {
    overlapping = List.copyOf(overlapping);
  }
}
