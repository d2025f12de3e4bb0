package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Family;

/**
 * The identity of a block: an aligned run of addresses of one space that is written as one.
 *
 * <p>An address lies in one block of its space, whichever pools contain it. So one write decides
 * it, and ranges that overlap cannot give it twice.
 *
 * @param cidr a network of exactly {@link #prefixLength(Family)}
 */
public record BlockId(String space, Cidr cidr) {
  private static final int BITS = 6;

  public BlockId {
    if (cidr.prefixLength() != prefixLength(cidr.family())) {
      throw new IllegalArgumentException("no block of this size: " + cidr);
    }
  }

  /** The block of an address. */
  public static BlockId of(String space, Address address) {
    return new BlockId(space, Cidr.of(address, prefixLength(address.family())));
  }

  /** The fixed size of a family's blocks: 64 addresses, /26 and /122. */
  public static int prefixLength(Family family) {
    return family.bits() - BITS;
  }
}
