package dev.hereabouts.ipam.server.election;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

@Label("Candidates whose monotonic clocks run at the same rate")
class ElectionPropertyTest {
  private static long histories;
  private static long leaderships;

  @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
  @Label("never lead two at a time, and one leads when things are well again")
  void oneLeads(@ForAll long seed) {
    RandomElection election = new RandomElection(seed);
    election.run();
    election.recover();
    histories++;
    leaderships += election.leaderships();
  }

  @AfterContainer
  static void leadersChanged() {
    assertThat(leaderships).as("leaderships in %d histories", histories).isGreaterThan(histories);
  }
}
