package dev.hereabouts.ipam.core.allocation;

import static dev.hereabouts.ipam.core.address.Written.address;
import static dev.hereabouts.ipam.core.address.Written.cidr;
import static dev.hereabouts.ipam.core.allocation.Ranges.range;
import static dev.hereabouts.ipam.core.allocation.Ranges.solo;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.config.RangeRequest;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Counts work as the bytes that a decision allocates, which no other load disturbs. */
class DecisionCostTest {
  private static final int DECISIONS = 10_000;
  private static final RangeRequest POOL = range("10.0.0.0/16");
  private static final PoolId OWN = new PoolId("", POOL.cidr());
  private static final PoolId WIDER = new PoolId("", cidr("10.0.0.0/15"));

  @Test
  @DisplayName("a free address costs the same in an empty, a full and a fragmented pool")
  void costsTheSameEverywhere() {
    Ledger empty = new Ledger();
    bytesPerDecision(empty, POOL);
    Map<String, Ledger> pools =
        Map.of(
            "one run",
            filled(OWN, Kind.ORDINARY, OWN, Kind.ORDINARY),
            "own solo entries between ordinary ones of another pool",
            filled(OWN, Kind.SOLO, WIDER, Kind.ORDINARY),
            "own ordinary entries between solo ones of another pool",
            filled(OWN, Kind.ORDINARY, WIDER, Kind.SOLO),
            "static addresses between solo ones of another pool",
            filled(WIDER, Kind.SOLO, WIDER, Kind.SHARED));
    for (RangeRequest range : List.of(POOL, solo(POOL))) {
      double base = bytesPerDecision(empty, range);
      assertThat(base).isLessThan(4096);
      pools.forEach((held, ledger) ->
          assertThat(bytesPerDecision(ledger, range)).as(held).isLessThan(2 * base));
    }
  }

  private static double bytesPerDecision(Ledger ledger, RangeRequest range) {
    Decider decider = new Decider(ledger, () -> new OwnershipId(1, 1));
    AddRequest request = Ask.of("pod", "container", range).request();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < DECISIONS; i++) {
      if (!(decider.decide(request).reply() instanceof Reply.Assigned)) {
        throw new AssertionError("refused");
      }
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / (double) DECISIONS;
  }

  /** The first 60 000 addresses, held in turn by this and by that. */
  private static Ledger filled(PoolId even, Kind evenKind, PoolId odd, Kind oddKind) {
    Ledger ledger = new Ledger();
    Address address = address("10.0.0.1");
    for (int i = 0; i < 60_000; i++) {
      boolean first = i % 2 == 0;
      Pod pod = new Pod("uid-" + i, "default", "pod-" + i);
      ledger.apply(
          Change.OfEntry.created(
              new Entry(
                  address,
                  first ? even : odd,
                  first ? evenKind : oddKind,
                  pod,
                  "net1",
                  0,
                  new Holder("container-" + i, "node-1", "/netns", 1, new Attempt(1, i)),
                  null,
                  "macvlan",
                  0,
                  new OwnershipId(0, i),
                  "")));
      address = address.next();
    }
    return ledger;
  }
}
