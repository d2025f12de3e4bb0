package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.config.RangeGrammar.ParsedRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ranges in their order: {@code range} with the keys beside it, then {@code ipRanges}.
 */
final class RangeList {
  private static final Text NO_GATEWAY_OF_ITS_OWN = new Text("ipam.gateway", "");

  private final ConfigObject ipam;
  private final Findings findings;
  private final boolean solo;
  private final GatewayGrammar gateway;
  private final List<RangeRequest> ranges = new ArrayList<>();

  private RangeList(ConfigObject ipam, boolean solo, Findings findings) {
    this.ipam = ipam;
    this.findings = findings;
    this.solo = solo;
    this.gateway = new GatewayGrammar(ipam.text("gateway"), findings);
  }

  /** The ranges without errors; the list may be changed. */
  static List<RangeRequest> read(ConfigObject ipam, boolean solo, Findings findings) {
    RangeList list = new RangeList(ipam, solo, findings);
    list.readTopLevel();
    ipam.objects("ipRanges").forEach(list::readEntry);
    list.gateway.warnIfUnused();
    return list.ranges;
  }

  private void readTopLevel() {
    Text range = ipam.text("range");
    Text start = ipam.text("range_start");
    Text end = ipam.text("range_end");
    List<Text> exclude = ipam.texts("exclude");
    if (range.isEmpty()) {
      warnOfUnused(start);
      warnOfUnused(end);
      exclude.forEach(this::warnOfUnused);
      return;
    }
    add(
        RangeGrammar.read(
            range,
            RangeBound.lenient(start, findings),
            RangeBound.lenient(end, findings),
            findings),
        exclude,
        NO_GATEWAY_OF_ITS_OWN);
  }

  private void warnOfUnused(Text at) {
    if (!at.isEmpty()) {
      findings.warning(
          at,
          "ignored, because it belongs to ipam.range, which is not set",
          "move it into the entry of ipam.ipRanges that it is meant for");
    }
  }

  private void readEntry(ConfigObject entry) {
    add(
        RangeGrammar.read(
            entry.text("range"),
            RangeBound.exact(entry.text("range_start"), findings),
            RangeBound.exact(entry.text("range_end"), findings),
            findings),
        entry.texts("exclude"),
        entry.text("gateway"));
  }

  private void add(@Nullable ParsedRange range, List<Text> exclude, Text ownGateway) {
    if (range != null) {
      ranges.add(
          new RangeRequest(
              range.cidr(),
              range.window(),
              ExcludeGrammar.read(exclude, range, findings),
              gateway.of(range, ownGateway),
              null,
              solo));
    } else {
      ExcludeGrammar.check(exclude, findings);
    }
  }
}
