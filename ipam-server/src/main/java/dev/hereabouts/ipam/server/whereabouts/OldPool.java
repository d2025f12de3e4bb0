package dev.hereabouts.ipam.server.whereabouts;

import java.util.List;

/** An IPPool. */
public record OldPool(
    String namespace, String name, String range, List<OldAllocation> allocations) {
  public OldPool {
    allocations = List.copyOf(allocations);
  }

  /** The object for people. */
  String source() {
    return "IPPool " + namespace + "/" + name;
  }
}
