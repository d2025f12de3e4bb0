package dev.hereabouts.ipam.e2e;

import java.math.BigInteger;
import java.net.InetAddress;

/** A network in CIDR notation, for questions that the tests answer by themselves. */
final class Network {
  private Network() {}

  /** Whether both are the same network, whichever of its addresses they name. */
  static boolean same(String cidr, String other) {
    int slash = other.indexOf('/');
    return cidr.endsWith(other.substring(slash)) && contains(cidr, other.substring(0, slash));
  }

  static boolean contains(String cidr, String address) {
    int slash = cidr.indexOf('/');
    byte[] network = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    byte[] one = InetAddress.ofLiteral(address).getAddress();
    int hostBits = network.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
    return network.length == one.length
        && new BigInteger(1, network)
            .shiftRight(hostBits)
            .equals(new BigInteger(1, one).shiftRight(hostBits));
  }
}
