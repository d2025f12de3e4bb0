package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.AddressWithPrefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pool as a source tells of it.
 *
 * @param fields all that it tells
 */
record KnownPool(Pool pool, Map<String, @Nullable Object> fields) {
  private static final int NEAR_ONES = 3;

  /** All pools of a source. */
  static List<KnownPool> of(Source source) throws IOException {
    List<Map<String, @Nullable Object>> told = new ArrayList<>();
    source.pools(told::add);
    List<KnownPool> pools = new ArrayList<>();
    for (Map<String, @Nullable Object> each : told) {
      pools.add(of(each));
    }
    return pools;
  }

  private static KnownPool of(Map<String, @Nullable Object> told) throws IOException {
    Fields fields = new Fields(told);
    AddressWithPrefix range = AddressText.parseSloppyWithPrefix(fields.text("range"));
    if (range == null) {
      throw new IOException("the source tells of a pool without a range");
    }
    PoolId id = new PoolId(fields.text("space"), Cidr.of(range.address(), range.prefixLength()));
    List<Offer> offers = new ArrayList<>();
    for (Fields offer : fields.objects("offers")) {
      List<Interval> excludes = new ArrayList<>();
      for (Fields exclude : offer.objects("excludes")) {
        excludes.add(interval(exclude));
      }
      offers.add(
          new Offer(interval(offer), excludes, AddressText.parseStrict(offer.text("gateway"))));
    }
    return new KnownPool(new Pool(id, offers, fields.texts("networks"), 0, ""), told);
  }

  private static Interval interval(Fields of) throws IOException {
    Address first = AddressText.parseStrict(of.text("first"));
    Address last = AddressText.parseStrict(of.text("last"));
    if (first == null || last == null) {
      throw new IOException("the source tells of a window without an end");
    }
    return new Interval(first, last);
  }

  /** Its range, with the network name where it has one. */
  String name() {
    String range = AddressText.format(pool.id().cidr());
    String space = pool.id().space();
    return space.isEmpty() ? range : range + " (" + Printable.of(space) + ")";
  }

  /** The pools that have this range; else those whose range has all of it. */
  static List<KnownPool> withRange(Cidr range, List<KnownPool> pools) {
    List<KnownPool> same =
        pools.stream().filter(each -> each.pool.id().cidr().equals(range)).toList();
    return same.isEmpty()
        ? pools.stream()
            .filter(each ->
                each.pool.id().cidr().contains(range.network())
                    && each.pool.id().cidr().contains(range.last()))
            .toList()
        : same;
  }

  /** That no pool has the range, and which ones are near. */
  static String noneHas(Cidr range, List<KnownPool> pools) {
    String near =
        pools.stream()
            .filter(each -> each.pool.id().cidr().family() == range.family())
            .sorted(Comparator.comparingInt(each -> -inCommon(range, each.pool.id().cidr())))
            .limit(NEAR_ONES)
            .map(KnownPool::name)
            .collect(Collectors.joining(", "));
    return "no pool has the range "
        + AddressText.format(range)
        + (near.isEmpty() ? "; there is none of its family" : "; near ones: " + near);
  }

  /** How many bits two networks begin with in common. */
  private static int inCommon(Cidr one, Cidr other) {
    int bits = 0;
    while (bits < one.family().bits()
        && Cidr.of(one.network(), bits + 1).contains(other.network())) {
      bits++;
    }
    return bits;
  }

  /** What becomes of an address that nobody holds, in the pools whose range has it. */
  static String unheld(Address address, List<KnownPool> pools) {
    List<String> said = new ArrayList<>();
    for (KnownPool each : pools) {
      if (each.pool.id().cidr().contains(address)) {
        said.add(
            (each.pool.givable().contains(address) ? "free in " : "not one to give in ")
                + each.name());
      }
    }
    return said.isEmpty() ? "it is outside every pool" : String.join(", ", said);
  }
}
