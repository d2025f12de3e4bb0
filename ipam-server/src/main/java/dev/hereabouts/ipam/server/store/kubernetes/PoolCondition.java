package dev.hereabouts.ipam.server.store.kubernetes;

import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.inventory.PoolReport;
import dev.hereabouts.ipam.server.json.AddressForm;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a pool, as Kubernetes has conditions ({@code metav1.Condition}). Its message has
 * no numbers that every ADD moves: those stand in the status beside it.
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason one word for programs
 */
record PoolCondition(String type, String status, String reason, String message) {
  private static final BigInteger NEARLY = BigInteger.valueOf(80);
  private static final BigInteger WHOLE = BigInteger.valueOf(100);
  private static final int RANGES_NAMED = 5;

  /** What holds of a pool. */
  static List<PoolCondition> of(PoolReport report) {
    return List.of(nearlyFull(report), exhausted(report), overlapping(report));
  }

  private static PoolCondition nearlyFull(PoolReport report) {
    if (report.pool().offers().isEmpty()) {
      return unused("NearlyFull");
    }
    PoolUse use = report.use();
    boolean isNearly = use.closed().multiply(WHOLE).compareTo(use.size().multiply(NEARLY)) >= 0;
    return isNearly
        ? new PoolCondition(
            "NearlyFull",
            "True",
            "FewAddressesLeft",
            "At least 80 % of the addresses cannot be given any more. Widen the range, or look for"
                + " leaks with hereabouts cleanup.")
        : new PoolCondition(
            "NearlyFull", "False", "EnoughAddressesLeft", "More than 20 % can still be given.");
  }

  private static PoolCondition exhausted(PoolReport report) {
    if (report.pool().offers().isEmpty()) {
      return unused("Exhausted");
    }
    if (report.use().free().signum() > 0) {
      return new PoolCondition(
          "Exhausted", "False", "AddressesLeft", "There are addresses to give.");
    }
    return report.use().size().signum() == 0
        ? new PoolCondition(
            "Exhausted",
            "True",
            "NothingToGive",
            "The networks exclude every address of the range.")
        : new PoolCondition(
            "Exhausted",
            "True",
            "NoAddressLeft",
            "New pods get no address. Widen the range, or look for leaks with hereabouts cleanup.");
  }

  private static PoolCondition overlapping(PoolReport report) {
    if (report.overlapping().isEmpty()) {
      return new PoolCondition(
          "Overlapping", "False", "NoOverlap", "No other pool has addresses of this one.");
    }
    int more = report.overlapping().size() - RANGES_NAMED;
    String ranges =
        report.overlapping().stream()
            .limit(RANGES_NAMED)
            .map(AddressForm::format)
            .collect(Collectors.joining(", "));
    return new PoolCondition(
        "Overlapping",
        "True",
        "RangesOverlap",
        "Has addresses in common with "
            + ranges
            + (more > 0 ? " and " + more + " more" : "")
            + ": what one of them gives is not free in the others.");
  }

  private static PoolCondition unused(String type) {
    return new PoolCondition(
        type, "Unknown", "NotUsedYet", "No network has used the range yet: its size is not known.");
  }

  /**
   * The list of conditions with these in it: those of other types, and fields that we do not know,
   * stay as they are, and the time of a transition moves only when the status does.
   *
   * @param generation of the object that they were seen at
   */
  static List<Map<String, @Nullable Object>> merged(
      List<PoolCondition> wanted,
      List<Map<String, @Nullable Object>> present,
      long generation,
      Instant now) {
    Map<String, PoolCondition> byType = new HashMap<>();
    wanted.forEach(each -> byType.put(each.type(), each));
    List<Map<String, @Nullable Object>> merged = new ArrayList<>();
    for (Map<String, @Nullable Object> each : present) {
      PoolCondition ours = byType.remove(String.valueOf(each.get("type")));
      merged.add(ours == null ? each : ours.over(each, generation, now));
    }
    for (PoolCondition each : wanted) {
      if (byType.containsKey(each.type())) {
        merged.add(each.over(Map.of(), generation, now));
      }
    }
    return merged;
  }

  private Map<String, @Nullable Object> over(
      Map<String, @Nullable Object> before, long generation, Instant now) {
    Map<String, @Nullable Object> after = new LinkedHashMap<>(before);
    if (!status.equals(before.get("status")) || before.get("lastTransitionTime") == null) {
      after.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    after.put("type", type);
    after.put("status", status);
    after.put("reason", reason);
    after.put("message", message);
    if (!String.valueOf(before.get("observedGeneration")).equals(Long.toString(generation))) {
      after.put("observedGeneration", generation);
    }
    return after;
  }
}
