package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Cidr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A NodeSlicePool: a range of which nodes have slices. */
public record OldSlices(
    String namespace, String name, String range, String sliceSize, List<Slice> slices) {
  private static final Pattern SIZE = Pattern.compile("/?([0-9]{1,3})");

  public OldSlices {
    slices = List.copyOf(slices);
  }

  /** The object for people. */
  String source() {
    return "NodeSlicePool " + namespace + "/" + name;
  }

  /** The prefix length of the slices, or null if they are no parts with usable addresses. */
  @Nullable Integer sliceLength(Cidr whole) {
    Matcher size = SIZE.matcher(sliceSize);
    if (!size.matches()) {
      return null;
    }
    int length = Integer.parseInt(size.group(1));
    return length < whole.prefixLength() || length > whole.family().bits() - 2 ? null : length;
  }

  /**
   * The same, in the place of an object that is there: nodes of which this one has no slice keep
   * theirs, and what means the same keeps its text, for whereabouts' controller divides anew when
   * the text is another.
   */
  public OldSlices over(OldSlices present) {
    Set<String> served = new HashSet<>();
    slices.forEach(one -> served.add(one.node()));
    Map<String, String> others = new HashMap<>();
    for (Slice one : present.slices) {
      if (!served.contains(one.node())) {
        others.put(one.range(), one.node());
      }
    }
    List<Slice> all = new ArrayList<>();
    for (Slice one : slices) {
      String node = one.node().isEmpty() ? others.getOrDefault(one.range(), "") : one.node();
      all.add(new Slice(node, one.range()));
    }
    boolean sameSize = number(sliceSize).equals(number(present.sliceSize));
    return new OldSlices(
        present.namespace, name, range, sameSize ? present.sliceSize : sliceSize, all);
  }

  private static String number(String size) {
    return size.startsWith("/") ? size.substring(1) : size;
  }

  /** A slice; one without a node is free. */
  public record Slice(String node, String range) {}
}
