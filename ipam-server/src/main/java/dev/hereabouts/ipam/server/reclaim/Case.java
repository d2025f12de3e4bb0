package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest.Claim;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.core.reclaim.Suspicion;
import org.jspecify.annotations.Nullable;

/** An entry that is looked into: it is a suspect, or whether it is one will show. */
final class Case {
  /** As it was when the case was opened. */
  final Entry entry;

  /** As the last look at it told; UNKNOWN before the first. */
  PodState pod = PodState.UNKNOWN;

  @Nullable Suspicion suspicion;

  /** Whether a look or a release is under way. */
  boolean waits;

  /** When a look that failed may be tried again, by the reclaimer's clock. */
  long notBefore = Long.MIN_VALUE;

  Case(Entry entry) {
    this.entry = entry;
  }

  Claim claim() {
    return Claim.of(entry);
  }
}
