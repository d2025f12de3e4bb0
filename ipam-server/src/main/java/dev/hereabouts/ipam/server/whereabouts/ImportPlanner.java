package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.server.whereabouts.ImportPlan.Step;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Plans an import: what each old record becomes here, which nodes keep their slices, and what about
 * it is in doubt. Alters nothing.
 *
 * <p>When in doubt an address is taken rather than free: the worst that comes of it is an address
 * that nobody uses, while the opposite gives one to two pods.
 */
public final class ImportPlanner {
  private final OldObjects old;
  private final Ledger held;
  private final long now;
  private final boolean skipGone;
  private final List<Doubt> doubts = new ArrayList<>();
  private final OldRecords records;
  private final SlicePlanner slices;

  /**
   * @param held what is held here already
   * @param now milliseconds since 1970 (UTC)
   * @param skipGone whether records are left out whose pods are known not to be there
   */
  public ImportPlanner(
      OldObjects old, Ledger held, Supplier<OwnershipId> newIds, long now, boolean skipGone) {
    this.old = old;
    this.held = held;
    this.now = now;
    this.skipGone = skipGone;
    OldPlaces places = new OldPlaces(old, doubts);
    this.records = new OldRecords(old, places, newIds, now, skipGone, doubts);
    this.slices = new SlicePlanner(old, places, held, doubts);
  }

  public ImportPlan plan() {
    records.takePools();
    List<SliceStep> sliceSteps = slices.steps();
    records.takeReservations(sliceSteps.stream().map(SliceStep::pool).toList());
    List<OldRecord> all = records.all();
    new OldRecordsReview(old, all, doubts).review();
    List<Step> steps = all.stream().map(this::step).toList();
    doubts.sort(Comparator.comparing(Doubt::cause));
    return new ImportPlan(found(), steps, sliceSteps, pools(all, sliceSteps), doubts);
  }

  private String found() {
    long addresses = old.pools().stream().mapToLong(pool -> pool.allocations().size()).sum();
    return "%d IPPools with %d addresses, %d OverlappingRangeIPReservations, %d NodeSlicePools; %s"
        .formatted(
            old.pools().size(),
            addresses,
            old.reservations().size(),
            old.slices().size(),
            old.arePodsKnown() ? "pods were looked up" : "pods are not known");
  }

  private Step step(OldRecord record) {
    Entry wanted = record.entry();
    Standing standing = record.standing(held.entries(wanted.block()));
    String subject = OldRecords.subject(wanted.pool().space(), wanted.address());
    List<Entry> others = held.entriesAt(wanted.pool().space(), wanted.address());
    if (standing == Standing.NEW && skipGone && record.podIsGone()) {
      return new Step(record, Standing.OUTDATED);
    }
    if (standing == Standing.NEW && !wanted.pod().uid().isEmpty()) {
      for (Entry entry : held.entriesOfPod(wanted.pod().identity())) {
        if (entry.owner().equals(wanted.owner()) && !entry.isImported()) {
          doubts.add(
              new Doubt(
                  Doubt.Cause.HELD_HERE,
                  subject,
                  "%s got %s here since; its old record is left out"
                      .formatted(wanted.pod().reference(), AddressText.format(entry.address()))));
          return new Step(record, Standing.OUTDATED);
        }
      }
    }
    if (standing != Standing.PRESENT && !others.isEmpty()) {
      String holder = others.getFirst().pod().reference();
      doubts.add(
          new Doubt(
              Doubt.Cause.HELD_HERE,
              subject,
              standing == Standing.OUTDATED
                  ? "is held here by %s, and %s is not there; the old record is left out"
                      .formatted(holder, wanted.pod().reference())
                  : "is held here by %s and there by %s; both are kept"
                      .formatted(holder, wanted.pod().reference())));
    }
    return new Step(record, standing);
  }

  /** The pools that nobody has named here yet, and those that get slices. */
  private List<Pool> pools(List<OldRecord> all, List<SliceStep> sliceSteps) {
    Map<PoolId, List<NodeSlice>> added = new LinkedHashMap<>();
    for (OldRecord each : all) {
      PoolId id = each.entry().pool();
      if (id.cidr().prefixLength() < id.cidr().family().bits() - 1 && held.pool(id) == null) {
        added.putIfAbsent(id, new ArrayList<>());
      }
    }
    for (SliceStep each : sliceSteps) {
      if (each.standing() == Standing.NEW) {
        added.computeIfAbsent(each.pool(), _ -> new ArrayList<>()).add(each.slice());
      }
    }
    List<Pool> pools = new ArrayList<>();
    added.forEach((id, nodes) -> pools.add(pool(id).beside(nodes)));
    return pools;
  }

  private Pool pool(PoolId id) {
    Pool known = held.pool(id);
    return known == null ? new Pool(id, offers(id), old.networks().names(id), now, "") : known;
  }

  private List<Offer> offers(PoolId id) {
    List<Offer> known = old.networks().offers(id);
    return known.isEmpty() ? List.of(Whole.of(id.cidr())) : known;
  }
}
