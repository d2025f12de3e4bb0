package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.store.Fault;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random calls, faults and orders of answers: whatever happens, what was answered is stored, what
 * was not is not held, and nothing is held twice.
 */
class AllocatorPropertyTest {
  private static final int PODS = 6;

  @Property(tries = 3_000)
  void whatWasAnsweredIsStored(
      @ForAll("histories") List<History.Step> steps, @ForAll("pacings") Pacing pacing) {
    History history = new History(pacing);
    steps.forEach(history::take);
    history.settle();
    history.check();
  }

  @Provide
  Arbitrary<Pacing> pacings() {
    return Arbitraries.of(Pacing.NONE, new Pacing(1, 0), new Pacing(1, 5), new Pacing(2, 5));
  }

  @Provide
  Arbitrary<List<History.Step>> histories() {
    Arbitrary<Integer> pods = Arbitraries.integers().between(0, PODS - 1);
    Arbitrary<Integer> sandboxes = Arbitraries.integers().between(0, 1);
    Arbitrary<History.Step> step =
        Arbitraries.frequencyOf(
            Tuple.of(
                6,
                Combinators.combine(pods, sandboxes, Arbitraries.integers().between(1, 7))
                    .as(History.Step.Add::new)),
            Tuple.of(4, Combinators.combine(pods, sandboxes).as(History.Step.Delete::new)),
            Tuple.of(2, pods.map(History.Step.Abandon::new)),
            Tuple.of(8, Arbitraries.integers().between(0, 3).map(History.Step.Answer::new)),
            Tuple.of(4, Arbitraries.just(new History.Step.Run())),
            Tuple.of(2, Arbitraries.just(new History.Step.Pass())),
            Tuple.of(1, Arbitraries.just(new History.Step.Land())),
            Tuple.of(1, Arbitraries.just(new History.Step.OtherLeader())),
            Tuple.of(3, Arbitraries.of(Fault.class).map(History.Step.Fail::new)),
            Tuple.of(1, Arbitraries.just(new History.Step.FailRead())));
    return step.list().ofMinSize(5).ofMaxSize(80);
  }
}
