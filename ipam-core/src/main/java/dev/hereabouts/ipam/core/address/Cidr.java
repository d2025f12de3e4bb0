package dev.hereabouts.ipam.core.address;

/**
 * A network in canonical form (RFC 4632, RFC 4291): its first address and prefix length.
 *
 * @param network the network's first address; no bit is set behind the prefix
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(Address network, int prefixLength) implements Comparable<Cidr> {
  public Cidr {
    if (prefixLength < 0 || prefixLength > network.family().bits()) {
      throw new IllegalArgumentException("prefix length " + prefixLength);
    }
    if (!network.equals(network.firstOf(prefixLength))) {
      throw new IllegalArgumentException(network + " has bits behind /" + prefixLength);
    }
  }

  /** The network of this prefix length that holds the address. */
  public static Cidr of(Address inside, int prefixLength) {
    return new Cidr(inside.firstOf(prefixLength), prefixLength);
  }

  public Family family() {
    return network.family();
  }

  /** The network's last address: the broadcast address of an IPv4 subnet. */
  public Address last() {
    return network.lastOf(prefixLength);
  }

  /** Whether the address is of this family and in this network. */
  public boolean contains(Address address) {
    return address.family() == family() && address.firstOf(prefixLength).equals(network);
  }

  /** All addresses of the network as one interval. */
  public Interval interval() {
    return new Interval(network, last());
  }

  @Override
  public int compareTo(Cidr other) {
    int byNetwork = network.compareTo(other.network);
    return byNetwork != 0 ? byNetwork : Integer.compare(prefixLength, other.prefixLength);
  }

  @Override
  public String toString() {
    return network + "/" + prefixLength;
  }
}
