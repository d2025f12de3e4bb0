package dev.hereabouts.ipam.server.upkeep.check;

import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.store.BlockWrite;

/** What puts a finding right without the danger that an address is given twice or lost. */
public sealed interface Repair {
  /** A missing HereaboutsPool is made. */
  record MakePool(Pool pool) implements Repair {}

  /** A block is written on the version that was seen. */
  record WriteBlock(BlockWrite write) implements Repair {}
}
