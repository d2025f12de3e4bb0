package dev.hereabouts.ipam.core.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/** Addresses, networks and intervals as tests write them down. */
public final class Written {
  private Written() {}

  /** An address literal of either family. */
  public static Address address(String literal) {
    byte[] bytes;
    try {
      bytes = InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return bytes.length == 4
        ? Address.v4(buffer.getInt())
        : Address.v6(buffer.getLong(), buffer.getLong());
  }

  /** A network such as {@code 10.0.0.0/24}. */
  public static Cidr cidr(String text) {
    List<String> parts = List.of(text.split("/", 2));
    return new Cidr(address(parts.getFirst()), Integer.parseInt(parts.getLast()));
  }

  /** An interval such as {@code 10.0.0.1-10.0.0.9}, or one address. */
  public static Interval interval(String text) {
    List<String> ends = List.of(text.split("-", 2));
    return new Interval(address(ends.getFirst()), address(ends.getLast()));
  }
}
