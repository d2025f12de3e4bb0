package dev.hereabouts.ipam.server.upkeep.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Findings, to be found by what they are about. */
final class FindingSet {
  private final Map<String, List<Finding>> byName = new HashMap<>();

  FindingSet(List<Finding> findings) {
    for (Finding finding : findings) {
      byName.computeIfAbsent(finding.name(), _ -> new ArrayList<>(1)).add(finding);
    }
  }

  boolean contains(Finding other) {
    return byName.getOrDefault(other.name(), List.of()).stream().anyMatch(other::isSameAs);
  }
}
