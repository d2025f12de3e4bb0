package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.NodeSlice;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.store.BlockWrite;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.core.store.ReadOutcome;
import dev.hereabouts.ipam.core.store.StoredBlock;
import dev.hereabouts.ipam.server.whereabouts.OldRecord.Standing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries a plan out, block by block, beside a leader that may serve meanwhile.
 *
 * <p>Each write rests on the version that was read, as the leader's own do: what the leader wrote
 * first is read and judged anew, and what this wrote first the leader reads, because it sees that
 * another wrote its block. So neither needs to know of the other.
 */
public final class ImportRun {
  private static final int TRIES = 20;
  private static final long PAUSE_MILLIS = 100;

  private final StoreCalls calls;
  private final String writer;
  private final List<String> failures = new ArrayList<>();
  private int imported;
  private int writes;

  /**
   * @param writer stands in each block that is written; unlike any other's
   */
  public ImportRun(StoreCalls calls, String writer) {
    this.calls = calls;
    this.writer = writer;
  }

  /**
   * What came of it.
   *
   * @param imported records that were written
   * @param verified records of the plan that were found again afterwards, those included that were
   *     there before
   * @param missing records that should be there and were not found
   * @param slices what came of those
   * @param failures blocks that could not be written, and why
   */
  public record Outcome(
      int imported, int verified, List<OldRecord> missing, OfSlices slices, List<String> failures) {
    public Outcome {
      missing = List.copyOf(missing);
      failures = List.copyOf(failures);
    }

    public boolean isWhole() {
      return missing.isEmpty() && slices.missing().isEmpty() && failures.isEmpty();
    }
  }

  /**
   * What came of the slices.
   *
   * @param imported those that were written
   * @param verified those that were found again afterwards, with those that were there before
   * @param missing those that should be there and were not found
   */
  public record OfSlices(int imported, int verified, List<SliceStep> missing) {
    public OfSlices {
      missing = List.copyOf(missing);
    }
  }

  /** Imports, then reads everything again and compares it record by record. */
  public Outcome run(ImportPlan plan) throws IOException, InterruptedException {
    plan.pools().forEach(calls::keep);
    Map<BlockId, List<OldRecord>> blocks = new LinkedHashMap<>();
    for (OldRecord each : plan.toImport()) {
      blocks.computeIfAbsent(each.entry().block(), _ -> new ArrayList<>()).add(each);
    }
    for (Map.Entry<BlockId, List<OldRecord>> block : blocks.entrySet()) {
      String failure = write(block.getKey(), block.getValue());
      if (failure != null) {
        failures.add(block.getKey().cidr() + ": " + failure);
      }
    }
    calls.awaitPools();
    return verified(plan, calls.ledger());
  }

  private Outcome verified(ImportPlan plan, Ledger ledger) {
    List<OldRecord> missing = new ArrayList<>();
    int verified = 0;
    for (ImportPlan.Step step : plan.steps()) {
      if (step.standing() == Standing.OUTDATED) {
        continue;
      }
      OldRecord record = step.record();
      Standing now = record.standing(ledger.entries(record.entry().block()));
      if (now == Standing.PRESENT) {
        verified++;
      } else if (now == Standing.NEW) {
        missing.add(record);
      }
    }
    return new Outcome(imported, verified, missing, slices(plan, ledger), failures);
  }

  /** A slice that a leader gave to another node meanwhile is not missing: it is out of date. */
  private static OfSlices slices(ImportPlan plan, Ledger ledger) {
    int imported = 0;
    int verified = 0;
    List<SliceStep> missing = new ArrayList<>();
    Map<PoolId, Set<NodeSlice>> present = new HashMap<>();
    Map<PoolId, List<SliceStep>> absent = new LinkedHashMap<>();
    for (SliceStep step : plan.slices()) {
      if (step.standing() == Standing.OUTDATED) {
        continue;
      }
      if (present.computeIfAbsent(step.pool(), id -> slices(ledger, id)).contains(step.slice())) {
        verified++;
        imported += step.standing() == Standing.NEW ? 1 : 0;
      } else {
        absent.computeIfAbsent(step.pool(), _ -> new ArrayList<>()).add(step);
      }
    }
    absent.forEach((id, steps) -> {
      Pool pool = ledger.pool(id);
      List<NodeSlice> lacking = steps.stream().map(SliceStep::slice).toList();
      Set<NodeSlice> free =
          pool == null ? Set.copyOf(lacking) : Set.copyOf(pool.beside(lacking).slices());
      steps.stream().filter(step -> free.contains(step.slice())).forEach(missing::add);
    });
    return new OfSlices(imported, verified, missing);
  }

  private static Set<NodeSlice> slices(Ledger ledger, PoolId id) {
    Pool pool = ledger.pool(id);
    return pool == null ? Set.of() : Set.copyOf(pool.slices());
  }

  /** Adds the records to the block; returns why that failed, or null. */
  private @Nullable String write(BlockId block, List<OldRecord> records)
      throws IOException, InterruptedException {
    String reason = "";
    int sent = 0;
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        Thread.sleep(PAUSE_MILLIS);
      }
      StoredBlock stored = null;
      switch (calls.read(block)) {
        case ReadOutcome.Failed(String why) -> {
          reason = why;
          continue;
        }
        case ReadOutcome.Found(StoredBlock found) -> stored = found;
        case ReadOutcome.Absent() -> {}
      }
      List<Entry> entries = new ArrayList<>(stored == null ? List.of() : stored.entries());
      List<Entry> added = added(records, entries);
      if (added.isEmpty()) {
        imported += sent;
        return null;
      }
      entries.addAll(added);
      BlockWrite.Put put =
          new BlockWrite.Put(
              block, stored == null ? null : stored.version(), writer + "." + ++writes, entries);
      switch (calls.commit(put)) {
        case CommitOutcome.Committed _ -> {
          imported += added.size();
          return null;
        }
        case CommitOutcome.Conflict() -> reason = "others write it all the time";
        case CommitOutcome.Rejected(String why) -> {
          return why;
        }
        case CommitOutcome.Unknown(String why) -> {
          reason = why;
          sent = added.size();
        }
      }
    }
    return reason;
  }

  private static List<Entry> added(List<OldRecord> records, List<Entry> stored) {
    return records.stream()
        .filter(each -> each.standing(stored) == Standing.NEW)
        .map(OldRecord::entry)
        .toList();
  }
}
