package dev.hereabouts.ipam.core.allocation;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** One generated event; its numbers are taken modulo what there is to choose from. */
sealed interface Action {

  /** Who calls: one of a few pods, by one of its sandboxes, for one of two interfaces. */
  record Caller(Pod pod, int sandbox, String ifName) {
    String container() {
      return (pod.uid().equals("uid-2") ? "second-" : "") + pod.name() + "-" + sandbox;
    }

    /** A sandbox stays on its node, but a pod's next one may be elsewhere. */
    String node() {
      return "node-" + sandbox % 2;
    }
  }

  /**
   * An ADD.
   *
   * @param late how many attempts ago it was made
   * @param wanted which address is requested by name, or null
   */
  record Add(Caller caller, int network, int late, boolean retired, @Nullable Integer wanted)
      implements Action {}

  /** An ADD that comes to nothing at once. */
  record AddInVain(Caller caller, int network) implements Action {}

  record Delete(Caller caller, int late) implements Action {}

  /** The ADD so many ADDs ago comes to nothing. */
  record Abandon(int ago) implements Action {}

  /** Some entries, as they were when they were last written so many writes ago, are reclaimed. */
  record Reclaim(List<Integer> ago) implements Action {}

  /** Another allocator loads what the store has. */
  record Restart() implements Action {}

  static Arbitrary<List<Action>> actions() {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 3);
    Arbitrary<Integer> late = Arbitraries.frequency(Tuple.of(5, 0), Tuple.of(1, 1), Tuple.of(1, 3));
    Arbitrary<Integer> ago = Arbitraries.integers().between(0, 8);
    Arbitrary<Action> add =
        Combinators.combine(
                callers(),
                small,
                late,
                Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
                Arbitraries.integers().between(0, 9).injectNull(0.8))
            .as(Add::new);
    Arbitrary<Action> action =
        Arbitraries.frequencyOf(
            Tuple.of(12, add),
            Tuple.of(2, Combinators.combine(callers(), small).as(AddInVain::new)),
            Tuple.of(5, Combinators.combine(callers(), late).as(Delete::new)),
            Tuple.of(2, ago.map(Abandon::new)),
            Tuple.of(1, ago.list().ofMinSize(1).ofMaxSize(3).map(Reclaim::new)),
            Tuple.of(1, Arbitraries.just(new Restart())));
    return action.list().ofMaxSize(120).withSizeDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<Caller> callers() {
    return Combinators.combine(
            Arbitraries.of(
                new Pod("uid-1", "default", "web"),
                new Pod("", "default", "web"),
                new Pod("uid-2", "default", "web"),
                new Pod("uid-3", "default", "db")),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of("net1", "net2"))
        .as(Caller::new);
  }
}
