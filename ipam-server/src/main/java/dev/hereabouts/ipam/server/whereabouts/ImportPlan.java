package dev.hereabouts.ipam.server.whereabouts;

import dev.hereabouts.ipam.core.allocation.Pool;
import java.util.List;

/**
 * What an import does, before it does it.
 *
 * @param found what was read, in one line
 * @param steps each record and how it stands, by space and address
 * @param slices each node's slice and how it stands, by pool
 * @param pools those that are not known here yet or get slices, as they are to be
 * @param doubts by cause
 */
public record ImportPlan(
    String found, List<Step> steps, List<SliceStep> slices, List<Pool> pools, List<Doubt> doubts) {
  public ImportPlan {
    steps = List.copyOf(steps);
    slices = List.copyOf(slices);
    pools = List.copyOf(pools);
    doubts = List.copyOf(doubts);
  }

  /** A record and how it stood when the plan was made. */
  public record Step(OldRecord record, OldRecord.Standing standing) {}

  /** The records that are to be imported. */
  public List<OldRecord> toImport() {
    return with(OldRecord.Standing.NEW);
  }

  /** The records that stand in a certain way. */
  public List<OldRecord> with(OldRecord.Standing standing) {
    return steps.stream().filter(step -> step.standing() == standing).map(Step::record).toList();
  }
}
