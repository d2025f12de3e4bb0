package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Family;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plans which nodes keep the slices that whereabouts gave them.
 *
 * <p>A slice is a preference, no address depends on it: what contradicts is left out, and that node
 * gets another slice here.
 */
final class SlicePlanner {
  private final OldObjects old;
  private final OldPlaces places;
  private final Ledger held;
  private final List<Doubt> doubts;
  private final Map<PoolId, Map<NodeSlice, String>> sources = new LinkedHashMap<>();

  /**
   * @param held what is held here already
   * @param doubts takes what is in doubt
   */
  SlicePlanner(OldObjects old, OldPlaces places, Ledger held, List<Doubt> doubts) {
    this.old = old;
    this.places = places;
    this.held = held;
    this.doubts = doubts;
  }

  /** Each slice by its pool; to be asked when {@link #places} knows all IPPools. */
  List<SliceStep> steps() {
    old.slices().stream().sorted(Comparator.comparing(OldSlices::source)).forEach(this::take);
    List<SliceStep> steps = new ArrayList<>();
    sources.forEach((id, slices) -> steps.addAll(steps(id, slices)));
    return steps;
  }

  private void take(OldSlices slices) {
    Cidr whole = cidr(slices.range());
    Integer length = whole == null ? null : slices.sliceLength(whole);
    if (whole == null) {
      unreadable(slices, "its range \"" + slices.range() + "\" is none");
    } else if (length == null) {
      unreadable(
          slices,
          "its sliceSize \"%s\" does not divide %s into parts with usable addresses"
              .formatted(slices.sliceSize(), AddressText.format(whole)));
    } else {
      for (String space : places.spacesOf(slices, whole)) {
        take(slices, new PoolId(space, whole), length);
      }
      if (whole.family() == Family.IPV6) {
        doubt(slices, "divides an IPv6 range, which whereabouts does not; its slices are kept");
      }
    }
  }

  private void take(OldSlices slices, PoolId id, int length) {
    Map<NodeSlice, String> taken = sources.computeIfAbsent(id, _ -> new LinkedHashMap<>());
    Map<Cidr, String> nodes = new LinkedHashMap<>();
    Map<String, Cidr> parts = new LinkedHashMap<>();
    taken.keySet().stream()
        .filter(one -> one.slice().prefixLength() == length)
        .forEach(one -> {
          nodes.put(one.slice(), one.node());
          parts.put(one.node(), one.slice());
        });
    for (OldSlices.Slice each : slices.slices()) {
      if (each.node().isEmpty()) {
        continue;
      }
      Cidr part = part(slices, each, id.cidr(), length);
      if (part == null) {
        continue;
      }
      String node = nodes.putIfAbsent(part, each.node());
      Cidr other = parts.get(each.node());
      if (node != null && !node.equals(each.node())) {
        doubt(
            slices,
            "gives %s to %s and to %s; the first keeps it, the other gets another one"
                .formatted(AddressText.format(part), node, each.node()));
      } else if (other != null && !other.equals(part)) {
        nodes.remove(part);
        doubt(
            slices,
            "gives %s and %s to %s, which keeps the first"
                .formatted(AddressText.format(other), AddressText.format(part), each.node()));
      } else {
        parts.put(each.node(), part);
        taken.putIfAbsent(new NodeSlice(part, each.node()), slices.source());
        if (old.areNodesKnown() && !old.isNode(each.node())) {
          doubt(
              slices,
              "gives %s to %s, which is not there; it is kept as long as others are free"
                  .formatted(AddressText.format(part), each.node()));
        }
      }
    }
  }

  private @Nullable Cidr part(OldSlices slices, OldSlices.Slice each, Cidr whole, int length) {
    Cidr part = cidr(each.range());
    String why = null;
    if (part == null) {
      why = "is no range";
    } else if (!whole.contains(part.network()) || !whole.contains(part.last())) {
      why = "lies outside " + AddressText.format(whole);
    } else if (part.prefixLength() != length) {
      why = "is no /" + length;
    }
    if (why != null) {
      doubt(
          slices,
          "the slice \"%s\" of %s %s; %s gets another one"
              .formatted(each.range(), each.node(), why, each.node()));
      return null;
    }
    return part;
  }

  private List<SliceStep> steps(PoolId id, Map<NodeSlice, String> slices) {
    Pool known = held.pool(id);
    Pool before = known == null ? new Pool(id, List.of(), List.of(), 0, "") : known;
    Set<NodeSlice> present = new HashSet<>(before.slices());
    Set<NodeSlice> after = new HashSet<>(before.beside(slices.keySet()).slices());
    List<SliceStep> steps = new ArrayList<>();
    slices.forEach((slice, source) -> {
      Standing standing = Standing.OUTDATED;
      if (present.contains(slice)) {
        standing = Standing.PRESENT;
      } else if (after.contains(slice)) {
        standing = Standing.NEW;
      } else {
        doubts.add(
            new Doubt(
                Doubt.Cause.HELD_HERE,
                AddressText.format(slice.slice()),
                "%s gives it to %s, but here the node has another slice, or the slice another node;"
                        .formatted(source, slice.node())
                    + " that stays"));
      }
      steps.add(new SliceStep(id, slice, source, standing));
    });
    return steps;
  }

  private static @Nullable Cidr cidr(String text) {
    AddressWithPrefix range = AddressText.parseSloppyWithPrefix(text);
    return range == null ? null : Cidr.of(range.address(), range.prefixLength());
  }

  private void unreadable(OldSlices slices, String text) {
    doubts.add(new Doubt(Doubt.Cause.UNREADABLE, slices.source(), text));
  }

  private void doubt(OldSlices slices, String text) {
    doubts.add(new Doubt(Doubt.Cause.SLICE, slices.source(), text));
  }
}
