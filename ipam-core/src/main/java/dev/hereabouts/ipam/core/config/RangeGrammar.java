package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code range}: {@code ADDRESS/PREFIX}, whose host bits are dropped, or {@code
 * FIRST-LAST/PREFIX}, whose ends stand in place of {@code range_start} and {@code range_end}.
 */
final class RangeGrammar {
  /**
   * A network and which of its addresses may be given.
   *
   * @param at where the range is written
   */
  record ParsedRange(Text at, Cidr cidr, Interval window) {}

  private static final String REMEDY =
      "write ADDRESS/PREFIX such as 10.0.0.0/24, or FIRST-LAST/PREFIX such as"
          + " 10.0.0.10-10.0.0.20/24, without blanks";

  private RangeGrammar() {}

  /** The range, or null when there is an error in it. */
  static @Nullable ParsedRange read(
      Text range, @Nullable RangeBound start, @Nullable RangeBound end, Findings findings) {
    int dash = range.text().indexOf('-');
    if (dash >= 0) {
      warnOfOverridden(start, findings);
      warnOfOverridden(end, findings);
      return readFirstLast(
          range, range.text().substring(0, dash), range.text().substring(dash + 1), findings);
    }
    AddressWithPrefix written = AddressText.parseSloppyWithPrefix(range.text());
    if (written == null) {
      findings.error(range, "invalid CIDR " + reason(range.text()), REMEDY);
      return null;
    }
    if (!written.address().equals(written.cidr().network())) {
      findings.warning(
          range,
          "read as " + AddressText.format(written.cidr()) + ", which is where the range begins",
          "to begin at another address, set range_start");
    }
    return withWindow(range, written.cidr(), start, end, findings);
  }

  private static @Nullable ParsedRange readFirstLast(
      Text range, String firstText, String lastText, Findings findings) {
    Address first = AddressText.parseSloppy(firstText);
    if (first == null) {
      findings.error(range, "invalid range start IP: " + Quotation.of(firstText), REMEDY);
      return null;
    }
    AddressWithPrefix last = AddressText.parseSloppyWithPrefix(lastText);
    if (last == null) {
      findings.error(
          range, "invalid CIDR " + Quotation.of(lastText) + " " + reason(lastText), REMEDY);
      return null;
    }
    if (!last.cidr().contains(first)) {
      findings.error(
          range,
          "invalid range start for CIDR "
              + AddressText.format(last.cidr())
              + ": "
              + AddressText.format(first),
          "let both ends lie in one network of that prefix length");
      return null;
    }
    return withWindow(
        range,
        last.cidr(),
        new RangeBound(range, first),
        new RangeBound(range, last.address()),
        findings);
  }

  private static @Nullable ParsedRange withWindow(
      Text range,
      Cidr cidr,
      @Nullable RangeBound start,
      @Nullable RangeBound end,
      Findings findings) {
    Interval window = WindowRule.window(range, cidr, start, end, findings);
    return window == null ? null : new ParsedRange(range, cidr, window);
  }

  private static void warnOfOverridden(@Nullable RangeBound bound, Findings findings) {
    if (bound != null) {
      findings.warning(
          bound.at(),
          "ignored, because the range names its first and last address itself",
          "remove the key or write the range as ADDRESS/PREFIX");
    }
  }

  private static String reason(String text) {
    if (text.isEmpty()) {
      return "(no range is given)";
    }
    return text.indexOf('/') < 0 ? "(no prefix length)" : "(not an address and a prefix length)";
  }
}
