package dev.hereabouts.ipam.core.allocation;

import dev.hereabouts.ipam.core.allocation.Networks.Network;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AllocationPropertyTest {

  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  @Label("whatever happens in whatever order, no address has two owners and no rule is broken")
  void keepsThePromises(
      @ForAll("networks") List<Network> networks, @ForAll("actions") List<Action> actions) {
    Playback playback = new Playback(networks);
    for (int step = 0; step < actions.size(); step++) {
      try {
        playback.play(actions.get(step));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "step " + step + ", " + actions.get(step) + ":\n" + e.getMessage(), e);
      }
    }
  }

  @Provide
  static Arbitrary<List<Network>> networks() {
    return Networks.networks();
  }

  @Provide
  static Arbitrary<List<Action>> actions() {
    return Action.actions();
  }
}
