package dev.hereabouts.ipam.core.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.store.Entries;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

class JudgePropertyTest {
  private static final int GRACE = 10;
  private static final Entry ENTRY = Entries.ordinary(1);
  private static final Entry NEXT_SANDBOX =
      ENTRY.takenOverBy(new Holder("next", "worker-1", "", 0, new Attempt(4, 1)));

  private final Judge judge = new Judge(GRACE);

  /** What was seen at one moment, some milliseconds after the one before. */
  record Sight(int after, Evidence evidence, boolean nextSandbox) {
    Entry entry() {
      return nextSandbox ? NEXT_SANDBOX : ENTRY;
    }
  }

  @Property(tries = 2_000)
  @Label(
      "is released exactly when for the grace period each look found the same sandbox, its owner"
          + " absent and a witness")
  void releasesByTwoObservations(@ForAll("sights") List<Sight> sights) {
    @Nullable Suspicion before = null;
    long now = 1_000;
    List<Long> absent = new ArrayList<>();
    List<Long> witnessed = new ArrayList<>();
    @Nullable Entry last = null;
    for (Sight sight : sights) {
      now += sight.after();
      if (!sight.entry().equals(last) || isLive(sight.evidence())) {
        absent.clear();
        witnessed.clear();
      }
      last = sight.entry();
      if (!isLive(sight.evidence())) {
        absent.add(now);
      }
      if (isLive(sight.evidence()) || !isWitnessed(sight.evidence())) {
        witnessed.clear();
      } else {
        witnessed.add(now);
      }

      Judgement judgement = judge.judge(sight.entry(), sight.evidence(), before, now);

      boolean lasted =
          !witnessed.isEmpty()
              && now - witnessed.getFirst() >= GRACE
              && now - absent.getFirst() >= GRACE;
      assertThat(judgement instanceof Judgement.Release).isEqualTo(lasted);
      assertThat(judgement instanceof Judgement.Keep).isEqualTo(absent.isEmpty());
      before =
          switch (judgement) {
            case Judgement.Keep() -> null;
            case Judgement.Suspect(Suspicion suspicion) -> suspicion;
            case Judgement.Release(Suspicion suspicion, Witness _) -> suspicion;
          };
    }
  }

  @Property
  @Label("absence alone is never enough, however long it lasts")
  void absenceAlone(@ForAll("unwitnessed") Evidence evidence) {
    Suspicion before = null;
    for (long now = 0; now < 100 * GRACE; now += GRACE) {
      if (judge.judge(ENTRY, evidence, before, now) instanceof Judgement.Suspect(var suspicion)) {
        before = suspicion;
        assertThat(suspicion.since()).isZero();
      } else {
        assertThat(judge.judge(ENTRY, evidence, before, now)).isEqualTo(new Judgement.Keep());
      }
    }
  }

  /** The rules once more, in other words than the code's. */
  private static boolean isLive(Evidence evidence) {
    return evidence.pod() == PodState.UNKNOWN
        || (evidence.pod() == PodState.LIVE && evidence.sandbox() != SandboxState.EARLIER_BOOT);
  }

  private static boolean isWitnessed(Evidence evidence) {
    boolean nodeIsOff =
        evidence.node() == NodeState.DELETED || evidence.node() == NodeState.OUT_OF_SERVICE;
    return evidence.sandbox() == SandboxState.GONE
        || evidence.sandbox() == SandboxState.EARLIER_BOOT
        || (evidence.sandbox() == SandboxState.UNKNOWN && nodeIsOff && evidence.agentSilent());
  }

  @Provide
  Arbitrary<List<Sight>> sights() {
    // Mostly the same again: what changes at each look lasts for no grace period.
    Arbitrary<Evidence> often =
        Arbitraries.frequencyOf(
            Tuple.of(
                4,
                Arbitraries.just(
                    new Evidence(PodState.GONE, NodeState.PRESENT, false, SandboxState.GONE))),
            Tuple.of(1, evidence()));
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            often,
            Arbitraries.frequency(Tuple.of(9, false), net.jqwik.api.Tuple.of(1, true)))
        .as(Sight::new)
        .list()
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<Evidence> unwitnessed() {
    return evidence().filter(evidence -> !isWitnessed(evidence));
  }

  private static Arbitrary<Evidence> evidence() {
    return Combinators.combine(
            Arbitraries.of(PodState.class),
            Arbitraries.of(NodeState.class),
            Arbitraries.of(true, false),
            Arbitraries.of(SandboxState.class))
        .as(Evidence::new);
  }
}
