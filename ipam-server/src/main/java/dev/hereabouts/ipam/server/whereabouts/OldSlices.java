package dev.hereabouts.ipam.server.whereabouts;

import java.util.List;

/** A NodeSlicePool: a range of which nodes have slices. */
public record OldSlices(
    String namespace, String name, String range, String sliceSize, List<Slice> slices) {
  public OldSlices {
    slices = List.copyOf(slices);
  }

  /** A slice; one without a node is free. */
  public record Slice(String node, String range) {}
}
