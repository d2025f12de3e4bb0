package dev.hereabouts.ipam.core.address;

/** An address family: IPv4 with 32 bits, IPv6 with 128 bits. */
public enum Family {
  IPV4(32),
  IPV6(128);

  private final int bits;

  Family(int bits) {
    this.bits = bits;
  }

  /** The length of an address in bits. */
  public int bits() {
    return bits;
  }
}
