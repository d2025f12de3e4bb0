package dev.hereabouts.ipam.server.upkeep.check;

import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Kind;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.upkeep.SeenPool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Whether pools agree with the entries, and with each other. */
final class PoolChecks {
  private static final String POOL = "HereaboutsPool";
  private static final Comparator<PoolId> ORDER =
      Comparator.comparing(PoolId::space).thenComparing(PoolId::cidr);

  /** What the entries tell of a pool. */
  private static final class Told {
    long entries;
    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    final Set<String> networks = new TreeSet<>();
    long since = Long.MAX_VALUE;
  }

  private PoolChecks() {}

  static void of(Picture picture, Consumer<Finding> found) {
    Map<PoolId, Told> told = new TreeMap<>(ORDER);
    picture
        .entries()
        .filter(entry -> entry.kind() != Kind.SHARED)
        .forEach(entry -> take(entry, told.computeIfAbsent(entry.pool(), _ -> new Told())));
    missing(picture, told, found);
    policies(told, found);
    if (picture.blocks().stream().allMatch(block -> block.block() != null)) {
      numbers(picture, told, found);
    }
  }

  private static void take(Entry entry, Told told) {
    told.entries++;
    told.kinds.add(entry.kind());
    told.networks.add(entry.network());
    told.since = Math.min(told.since, entry.since());
  }

  private static void missing(Picture picture, Map<PoolId, Told> told, Consumer<Finding> found) {
    Map<PoolId, SeenPool> known = new HashMap<>();
    boolean allUnderstood = true;
    for (SeenPool pool : picture.pools()) {
      if (pool.pool() == null) {
        allUnderstood = false;
      } else {
        known.put(pool.pool().id(), pool);
      }
    }
    for (Map.Entry<PoolId, Told> each : told.entrySet()) {
      PoolId id = each.getKey();
      if (known.containsKey(id)) {
        continue;
      }
      Finding finding =
          Finding.of(
                  Code.NO_POOL,
                  POOL,
                  AddressText.format(id.cidr()),
                  "is not there, and "
                      + Count.of(each.getValue().entries, "entry is", "entries are")
                      + " of this range")
              .in(id.space())
              .whileStays("");
      found.accept(
          allUnderstood ? finding.with(new Repair.MakePool(made(id, each.getValue()))) : finding);
    }
  }

  private static Pool made(PoolId id, Told told) {
    told.networks.remove("");
    return new Pool(id, List.of(), List.copyOf(told.networks), told.since, "");
  }

  private static void policies(Map<PoolId, Told> told, Consumer<Finding> found) {
    List<PoolId> pools = new ArrayList<>(told.keySet());
    for (int i = 0; i < pools.size(); i++) {
      PoolId one = pools.get(i);
      Set<Kind> kinds = kinds(told, one);
      if (kinds.size() > 1) {
        found.accept(
            differ(
                one,
                "has entries of networks with enable_overlapping_ranges and of others without"));
      }
      // Sorted by network: what overlaps this one comes next.
      for (int j = i + 1; j < pools.size() && overlap(one, pools.get(j)); j++) {
        PoolId other = pools.get(j);
        if (!kinds(told, other).equals(kinds)) {
          found.accept(
              differ(
                  other,
                  "overlaps "
                      + AddressText.format(one.cidr())
                      + ", and only one of them has enable_overlapping_ranges: false"));
        }
      }
    }
  }

  private static Set<Kind> kinds(Map<PoolId, Told> told, PoolId pool) {
    Told one = told.get(pool);
    return one == null ? Set.of() : one.kinds;
  }

  private static Finding differ(PoolId pool, String text) {
    return Finding.of(Code.POLICIES_DIFFER, POOL, AddressText.format(pool.cidr()), text)
        .in(pool.space());
  }

  private static boolean overlap(PoolId one, PoolId other) {
    Cidr wide = one.cidr();
    Cidr narrow = other.cidr();
    return one.space().equals(other.space())
        && wide.family() == narrow.family()
        && wide.contains(narrow.network());
  }

  private static void numbers(Picture picture, Map<PoolId, Told> told, Consumer<Finding> found) {
    picture.pools().stream()
        .filter(seen -> seen.pool() != null && !seen.used().isEmpty())
        .sorted(Comparator.comparing(SeenPool::name))
        .forEach(seen -> {
          Pool pool = seen.pool();
          Told entries = pool == null ? null : told.get(pool.id());
          long used = entries == null ? 0 : entries.entries;
          if (!seen.used().equals(Long.toString(used))) {
            found.accept(
                Finding.of(
                        Code.POOL_NUMBERS,
                        POOL,
                        seen.name(),
                        "says that %s are used, and the blocks have %s"
                            .formatted(seen.used(), Count.of(used, "entry", "entries")))
                    .whileStays(seen.used()));
          }
        });
  }
}
