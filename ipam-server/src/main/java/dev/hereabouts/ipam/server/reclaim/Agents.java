package dev.hereabouts.ipam.server.reclaim;

import dev.hereabouts.ipam.core.allocation.ReleaseRequest.Claim;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the agents have told in this leadership: that they live, and which sandboxes of theirs are
 * no more. That stays true when the agent falls silent: a sandbox does not come back.
 */
final class Agents {
  /** A living agent pings every two seconds, and gives a connection up after five. */
  private static final long LEAST_SILENCE_MILLIS = 10_000;

  private final long silence;
  private final long since;
  private final Map<String, Long> heard = new HashMap<>();
  private final Map<String, Map<Claim, SandboxState>> lost = new HashMap<>();

  /**
   * @param grace for how long an agent may be silent, ten seconds at least
   * @param since when the leadership began: nobody was heard before
   */
  Agents(long grace, long since) {
    silence = Math.max(grace, LEAST_SILENCE_MILLIS);
    this.since = since;
  }

  void heard(String node, long now) {
    heard.put(node, now);
  }

  boolean isSilent(String node, long now) {
    return now - heard.getOrDefault(node, since) >= silence;
  }

  /**
   * Takes what an agent tells in the place of what it told before.
   *
   * @return what is new
   */
  List<LostSandbox> reported(String node, List<LostSandbox> sandboxes) {
    Map<Claim, SandboxState> before = lost.getOrDefault(node, Map.of());
    Map<Claim, SandboxState> now = HashMap.newHashMap(sandboxes.size());
    sandboxes.forEach(sandbox -> now.put(sandbox.claim(), sandbox.state()));
    if (now.isEmpty()) {
      lost.remove(node);
    } else {
      lost.put(node, now);
    }
    return sandboxes.stream()
        .filter(sandbox -> sandbox.state() != before.get(sandbox.claim()))
        .toList();
  }

  SandboxState sandbox(String node, Claim claim) {
    return lost.getOrDefault(node, Map.of()).getOrDefault(claim, SandboxState.UNKNOWN);
  }
}
