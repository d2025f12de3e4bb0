package dev.hereabouts.ipam.server.upkeep.check;

import java.util.Locale;

/** What can be wrong, with what to do about it. Scripts know findings by these words. */
public enum Code {
  ADDRESS_TWICE(
      Severity.ERROR,
      "delete one of the pods: a new one gets another address. This must never be: please report"
          + " how it came about"),
  UNREADABLE_BLOCK(
      Severity.ERROR,
      "mend the object by hand (kubectl edit hblock NAME); until then the allocator gives nothing"
          + " out of it, and no new leader serves"),
  MISPLACED_BLOCK(
      Severity.ERROR,
      "somebody made this object by hand; move what it holds into the block of that name, or"
          + " delete it"),
  NO_LEADER(
      Severity.ERROR,
      "look at the allocators: kubectl -n hereabouts-system get pods, and their logs"),
  LEADER_RECORD(
      Severity.ERROR,
      "agents look for the leader there; a leader puts it right within a second: look at its log"),
  UNREADABLE_POOL(Severity.WARNING, "mend or delete the object: the next ADD makes it again"),
  SAME_OWNER_TWICE(
      Severity.WARNING,
      "delete the pod: its DEL gives back all that it holds, and a new one gets one address"),
  LEAK(Severity.WARNING, "hereabouts cleanup shows it, hereabouts cleanup --yes releases it"),
  NODE_GONE(
      Severity.WARNING,
      "delete the pods that the API still has on it; then their addresses are released"),
  NO_POOL(Severity.WARNING, "hereabouts check --repair makes the HereaboutsPool"),
  POOL_NUMBERS(
      Severity.WARNING,
      "the leader writes them within a second of a change, and when it begins to lead: look for an"
          + " allocator that leads, and at its log"),
  POLICIES_DIFFER(
      Severity.WARNING,
      "enable_overlapping_ranges differs between networks whose ranges overlap, so an address may"
          + " be given twice; make it the same, or give them different network_names"),
  NO_FINALIZER(Severity.WARNING, "hereabouts check --repair puts the finalizer back"),
  EMPTY_BLOCK(Severity.WARNING, "hereabouts check --repair deletes it"),
  AGENT_MISSES(
      Severity.WARNING,
      "the node's agent learns of it when it connects to the leader; look at its log, restart it"),
  AGENT_HOLDS(
      Severity.WARNING,
      "the agent takes it for held, the blocks do not; look at its log, restart it");

  private final Severity severity;
  private final String remedy;

  Code(Severity severity, String remedy) {
    this.severity = severity;
    this.remedy = remedy;
  }

  public Severity severity() {
    return severity;
  }

  /** What to do, in one sentence. */
  public String remedy() {
    return remedy;
  }

  /** The word for scripts. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
