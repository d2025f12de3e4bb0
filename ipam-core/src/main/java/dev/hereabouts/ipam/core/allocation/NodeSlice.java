package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Cidr;
import java.util.Comparator;

/** The part of a pool's range from which a node gets its addresses while it has room. */
public record NodeSlice(Cidr slice, String node) implements Comparable<NodeSlice> {
  private static final Comparator<NodeSlice> ORDER =
      Comparator.comparing(NodeSlice::slice).thenComparing(NodeSlice::node);

  @Override
  public int compareTo(NodeSlice other) {
    return ORDER.compare(this, other);
  }
}
