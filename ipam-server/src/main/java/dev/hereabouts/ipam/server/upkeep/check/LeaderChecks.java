package dev.hereabouts.ipam.server.upkeep.check;

import java.util.function.Consumer;

/** Whether somebody leads, and agents can find it. */
final class LeaderChecks {
  private static final String NAME = "hereabouts-allocator";
  private static final String LEASE = "Lease";
  private static final String RECORD = "ConfigMap";

  private LeaderChecks() {}

  static void of(Picture picture, Consumer<Finding> found) {
    SeenLeader leader = picture.leader();
    String holder = leader.holder();
    if (holder == null) {
      found.accept(Finding.of(Code.NO_LEADER, LEASE, NAME, "is not there: no allocator ever led"));
    } else if (holder.isEmpty()) {
      found.accept(
          Finding.of(Code.NO_LEADER, LEASE, NAME, "is held by nobody: no allocator leads")
              .whileStays(""));
    } else if (leader.looksStale(picture.now())) {
      found.accept(
          Finding.of(
                  Code.NO_LEADER,
                  LEASE,
                  NAME,
                  "is held by " + holder + ", which does not renew it: no allocator leads")
              .whileStays(String.valueOf(leader.renewed())));
    } else {
      record(holder, leader, found);
    }
  }

  private static void record(String holder, SeenLeader leader, Consumer<Finding> found) {
    String record = leader.record();
    String text =
        record == null
            ? "is not there, though " + holder + " leads"
            : !record.equals(holder)
                ? "names " + record + ", though " + holder + " leads"
                : leader.target().isEmpty() ? "does not say where " + holder + " is" : "";
    if (!text.isEmpty()) {
      found.accept(
          Finding.of(Code.LEADER_RECORD, RECORD, NAME, text).whileStays(holder + " " + record));
    }
  }
}
