package dev.hereabouts.ipam.server.agent;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The deleted sandboxes of a node, as an ADD asks for them: at most 10 000 of the last hour, of
 * which the oldest go first. Not thread-safe.
 */
public final class RetiredSandboxes {
  static final int MAX_RECORDS = 10_000;
  static final long MAX_AGE_MILLIS = 3_600_000;

  /** To the time of each, in the order in which they were added. */
  private final Map<Sandbox, Long> sinceBySandbox = new LinkedHashMap<>();

  private record Sandbox(String pod, String containerId) {}

  /** Adds one, as the newest even if it was there, and drops what is too old or too much. */
  public void add(RetiredSandbox retired) {
    Sandbox sandbox = new Sandbox(retired.pod(), retired.containerId());
    sinceBySandbox.remove(sandbox);
    sinceBySandbox.put(sandbox, retired.since());
    dropOld(retired.since());
  }

  /** Whether this sandbox of this pod was deleted. */
  public boolean contains(String podIdentity, String containerId) {
    return sinceBySandbox.containsKey(new Sandbox(podIdentity, containerId));
  }

  public int size() {
    return sinceBySandbox.size();
  }

  /**
   * Drops what is too old or too much.
   *
   * @param now in milliseconds since 1970 (UTC)
   */
  public void dropOld(long now) {
    Iterator<Long> times = sinceBySandbox.values().iterator();
    while (times.hasNext()
        && (times.next() < now - MAX_AGE_MILLIS || sinceBySandbox.size() > MAX_RECORDS)) {
      times.remove();
    }
  }

  /** The time before which nothing is left: the one to forget by in {@link SandboxMemory}. */
  public long horizon(long now) {
    long oldest = sinceBySandbox.values().stream().mapToLong(Long::longValue).min().orElse(now);
    return Math.max(oldest, now - MAX_AGE_MILLIS);
  }
}
