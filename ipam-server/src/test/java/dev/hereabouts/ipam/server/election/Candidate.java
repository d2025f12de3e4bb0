package dev.hereabouts.ipam.server.election;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** An elector in a process of its own, and what it told. */
final class Candidate implements ElectionListener {
  final SimulatedProcess process;
  final Elector elector;
  final List<String> told = new ArrayList<>();
  private boolean leads;
  private boolean released;

  Candidate(
      String name,
      LeaseTimes times,
      SimulatedTime time,
      long monotonicOrigin,
      SimulatedLease lease,
      Supplier<Delivery> deliveries) {
    process = new SimulatedProcess(time, monotonicOrigin);
    elector =
        new Elector(
            name,
            times,
            lease.from(process, deliveries),
            process,
            process::nanos,
            process::wallTime,
            this);
  }

  /** Whether it would answer requests at this moment if it ran. */
  boolean leads() {
    return !process.isDead() && elector.stillLeads();
  }

  /** Gives the lease back, if it has not yet. */
  void release() {
    if (!released) {
      released = true;
      elector.release(() -> {});
    }
  }

  @Override
  public void leading() {
    if (leads) {
      throw new AssertionError("led already");
    }
    leads = true;
    told.add("leading");
  }

  @Override
  public void lost(String reason) {
    if (!leads) {
      throw new AssertionError("did not lead");
    }
    leads = false;
    told.add("lost: " + reason);
  }

  @Override
  public void observed(String holder) {
    told.add("observed: " + holder);
  }
}
