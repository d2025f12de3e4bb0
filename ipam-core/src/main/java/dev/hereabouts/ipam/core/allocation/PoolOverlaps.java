package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.address.Cidr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which pools of one space have addresses in common. Two networks have only if one holds the other,
 * so looking for a pool's takes a step for each prefix length and each pool that is found.
 */
public final class PoolOverlaps {
  private final Map<String, TreeSet<Cidr>> spaces = new HashMap<>();

  public PoolOverlaps(Collection<Pool> pools) {
    for (Pool pool : pools) {
      spaces.computeIfAbsent(pool.id().space(), _ -> new TreeSet<>()).add(pool.id().cidr());
    }
  }

  /** The ranges of the other pools that overlap this one, the wider ones first. */
  public List<Cidr> of(PoolId pool) {
    TreeSet<Cidr> ranges = spaces.getOrDefault(pool.space(), new TreeSet<>());
    Cidr range = pool.cidr();
    List<Cidr> overlapping = new ArrayList<>();
    for (int length = 0; length < range.prefixLength(); length++) {
      Cidr wider = Cidr.of(range.network(), length);
      if (ranges.contains(wider)) {
        overlapping.add(wider);
      }
    }
    for (Cidr inside : ranges.tailSet(range, false)) {
      if (!range.contains(inside.network())) {
        break;
      }
      overlapping.add(inside);
    }
    return overlapping;
  }
}
