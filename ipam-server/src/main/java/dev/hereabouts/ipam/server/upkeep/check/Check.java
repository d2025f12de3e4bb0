package dev.hereabouts.ipam.server.upkeep.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All findings of a picture. */
public final class Check {
  private static final Comparator<Finding> ORDER =
      Comparator.comparing((Finding finding) -> finding.code().severity())
          .thenComparing(Finding::code);

  private Check() {}

  /** What does not fit: errors first, then by code; within one code by place. */
  public static List<Finding> findings(Picture picture) {
    List<Finding> findings = new ArrayList<>();
    ObjectChecks.of(picture, findings::add);
    EntryChecks.of(picture, findings::add);
    PoolChecks.of(picture, findings::add);
    LeaderChecks.of(picture, findings::add);
    AgentChecks.of(picture, findings::add);
    findings.sort(ORDER);
    return findings;
  }

  /** Whether one look is not enough to tell. */
  public static boolean needSecondLook(List<Finding> findings) {
    return findings.stream().anyMatch(finding -> finding.state() != null);
  }

  /**
   * The findings of the second look that are not over in a moment: they were there at the first.
   */
  public static List<Finding> lasting(List<Finding> first, List<Finding> second) {
    FindingSet before = new FindingSet(first);
    return second.stream()
        .filter(finding -> finding.state() == null || before.contains(finding))
        .toList();
  }
}
