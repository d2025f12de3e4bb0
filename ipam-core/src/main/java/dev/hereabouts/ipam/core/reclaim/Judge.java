package dev.hereabouts.ipam.core.reclaim;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether an address may be taken back.
 *
 * <p>It may when its owner was seen absent, and a witness seen, at two observations that are a
 * grace period apart and at each one in between, and the same sandbox held it all the time.
 */
public final class Judge {
  private final long grace;

  /**
   * @param grace the least time between the two observations, milliseconds
   * @throws IllegalArgumentException when it is not positive: one observation is not two
   */
  public Judge(long grace) {
    if (grace <= 0) {
      throw new IllegalArgumentException("a grace period of " + grace + " ms");
    }
    this.grace = grace;
  }

  /**
   * Judges an entry by what is known now, and by what was before.
   *
   * @param before what the judgement before this one said, or null
   * @param now milliseconds of a monotonic clock, the one of {@code before}
   */
  public Judgement judge(Entry entry, Evidence evidence, @Nullable Suspicion before, long now) {
    Reason reason = evidence.suspicion();
    if (reason == null) {
      return new Judgement.Keep();
    }
    ReleaseRequest.Claim claim = ReleaseRequest.Claim.of(entry);
    Suspicion known = before != null && before.claim().equals(claim) ? before : null;
    Witness witness = evidence.witness();
    Suspicion suspicion =
        new Suspicion(
            claim,
            reason,
            known == null ? now : known.since(),
            witness,
            witness == null ? 0 : witnessedSince(known, now));
    return witness != null && hasLasted(suspicion, now)
        ? new Judgement.Release(suspicion, witness)
        : new Judgement.Suspect(suspicion);
  }

  private static long witnessedSince(@Nullable Suspicion known, long now) {
    return known == null || known.witness() == null ? now : known.witnessedSince();
  }

  private boolean hasLasted(Suspicion suspicion, long now) {
    return now - suspicion.since() >= grace && now - suspicion.witnessedSince() >= grace;
  }
}
