package dev.hereabouts.ipam.core.config;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.AddressSet;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.config.RangeGrammar.ParsedRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code exclude}: each element is one address, {@code ADDRESS/PREFIX} whose host
 * bits are dropped, or {@code FIRST-LAST}, behind which a prefix length is accepted without effect.
 */
final class ExcludeGrammar {
  private ExcludeGrammar() {}

  /** What the elements take out of the range's window: ascending, disjoint, not touching. */
  static List<Interval> read(List<Text> elements, ParsedRange range, Findings findings) {
    AddressSet excluded = new AddressSet();
    for (Text element : elements) {
      Interval interval = interval(element, findings);
      if (interval == null) {
        continue;
      }
      if (isApart(interval, range.cidr())) {
        findings.warning(
            element,
            "not in the range " + AddressText.format(range.cidr()) + ", has no effect",
            "remove it or correct it");
      } else {
        excluded.add(interval);
      }
    }
    return excluded.intervalsWithin(range.window());
  }

  /** Looks for errors only, where there is no good range to take something out of. */
  static void check(List<Text> elements, Findings findings) {
    elements.forEach(element -> interval(element, findings));
  }

  private static boolean isApart(Interval interval, Cidr cidr) {
    return interval.family() != cidr.family()
        || interval.last().compareTo(cidr.network()) < 0
        || interval.first().compareTo(cidr.last()) > 0;
  }

  private static @Nullable Interval interval(Text element, Findings findings) {
    Interval interval = interval(element.text());
    if (interval == null) {
      findings.error(
          element,
          "could not parse exclude range " + Quotation.of(element.text()),
          "write ADDRESS, ADDRESS/PREFIX, or FIRST-LAST with the lower address first, without blanks");
    }
    return interval;
  }

  private static @Nullable Interval interval(String text) {
    int dash = text.indexOf('-');
    if (dash >= 0) {
      return firstLast(text.substring(0, dash), text.substring(dash + 1));
    }
    if (text.indexOf('/') < 0) {
      Address only = AddressText.parseSloppy(text);
      return only == null ? null : Interval.of(only);
    }
    AddressWithPrefix block = AddressText.parseSloppyWithPrefix(text);
    return block == null ? null : block.cidr().interval();
  }

  private static @Nullable Interval firstLast(String firstText, String lastText) {
    Address first = AddressText.parseSloppy(firstText);
    RequestedAddress last = RequestedAddresses.read(new Text("", lastText));
    return first == null
            || last == null
            || first.family() != last.address().family()
            || first.compareTo(last.address()) > 0
        ? null
        : new Interval(first, last.address());
  }
}
