package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grammar of {@code node_slice_size}: a prefix length, with or without a slash before it. */
final class NodeSliceGrammar {
  private NodeSliceGrammar() {}

  /** The prefix length of a slice of the first range, or null when unset or wrong. */
  static @Nullable Integer read(Text at, List<RangeRequest> ranges, Findings findings) {
    if (at.isEmpty()) {
      return null;
    }
    int size = AddressText.decimal(at.text().startsWith("/") ? at.text().substring(1) : at.text());
    if (size < 0) {
      findings.error(at, "invalid node slice size", "write a prefix length such as /28");
      return null;
    }
    if (ranges.isEmpty()) {
      return size;
    }
    Cidr range = ranges.getFirst().cidr();
    int longest = range.family().bits() - 2;
    if (size < range.prefixLength() || size > longest) {
      findings.error(
          at,
          "node slice does not fit: a slice of "
              + AddressText.format(range)
              + " is a part of it with usable addresses",
          "write a prefix length from /" + range.prefixLength() + " to /" + longest);
      return null;
    }
    return size;
  }
}
