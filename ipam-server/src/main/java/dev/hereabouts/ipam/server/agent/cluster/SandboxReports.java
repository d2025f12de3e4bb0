package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.reclaim.SandboxState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds which sandboxes of this node are no more, and tells the leader: all of
 * them, at once when they change, and as often as the leader wants, for that is a sign of life too.
 */
final class SandboxReports {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxReports.class);
  private static final long SCAN_MILLIS = 2_000;
  private static final long ANSWER_MILLIS = 10_000;
  private static final long LONGEST_MILLIS = 60_000;

  /** Half a millisecond of work. */
  private static final int ENTRIES_AT_ONCE = 50;

  /** Most of the time is for calls. */
  private static final long PAUSE_MILLIS = 4;

  /** A report has at most some hundred KB; the others come when these are settled. */
  private static final int MOST_SANDBOXES = 2_000;

  private final Leader leader;
  private final Pace pace;
  private final NodeRecord record;
  private final RecordLoader loader;
  private final LostSandboxes lost;
  private boolean scanning;
  private boolean asking;
  private boolean unsupported;

  /** What the leader has taken last, or null if that is not known. */
  private @Nullable Set<LostSandbox> taken;

  private long due;
  private long connection;

  SandboxReports(
      Leader leader, Pace pace, NodeRecord record, RecordLoader loader, LostSandboxes lost) {
    this.leader = leader;
    this.pace = pace;
    this.record = record;
    this.loader = loader;
    this.lost = lost;
  }

  void start() {
    scan();
    pace.timer().after(SCAN_MILLIS, this::start);
  }

  /** Another leader, perhaps: it knows nothing of what was told before. */
  void connected() {
    connection++;
    taken = null;
    asking = false;
    unsupported = false;
  }

  /** Looks now. */
  void scan() {
    if (!scanning && !unsupported && loader.obstacle() == null) {
      scanning = true;
      scan(record.entries().toList().iterator(), new ArrayList<>());
    }
  }

  private void scan(Iterator<Entry> rest, List<Entry> found) {
    for (int i = 0; i < ENTRIES_AT_ONCE && rest.hasNext(); i++) {
      Entry entry = rest.next();
      if (isLost(lost.state(entry)) && found.size() < MOST_SANDBOXES) {
        found.add(entry);
      }
    }
    if (rest.hasNext()) {
      pace.timer().after(PAUSE_MILLIS, () -> scan(rest, found));
    } else {
      scanning = false;
      found(found);
    }
  }

  private static boolean isLost(SandboxState state) {
    return state == SandboxState.GONE || state == SandboxState.EARLIER_BOOT;
  }

  private void found(List<Entry> entries) {
    Set<LostSandbox> sandboxes = new LinkedHashSet<>();
    boolean idsAreMissing = false;
    for (Entry entry : entries) {
      if (record.isOwnId(entry.id())) {
        idsAreMissing = true;
      } else {
        sandboxes.add(new LostSandbox(ReleaseRequest.Claim.of(entry), lost.state(entry)));
      }
    }
    if (idsAreMissing) {
      loader.load(); // which looks again
    } else if (!asking && (!sandboxes.equals(taken) || pace.now() >= due)) {
      report(sandboxes);
    }
  }

  private void report(Set<LostSandbox> sandboxes) {
    long number = connection;
    asking = true;
    leader.report(
        List.copyOf(sandboxes),
        ANSWER_MILLIS,
        reported -> {
          if (number == connection) {
            asking = false;
            answered(sandboxes, reported);
          }
        });
  }

  private void answered(Set<LostSandbox> sandboxes, Leader.Reported reported) {
    switch (reported) {
      case Leader.Reported.Taken(long againMillis, boolean outdated) -> {
        taken = sandboxes;
        due = pace.now() + Math.clamp(againMillis, SCAN_MILLIS / 2, LONGEST_MILLIS);
        if (outdated) {
          loader.load();
        }
      }
      case Leader.Reported.Unsupported(String reason) -> {
        unsupported = true;
        LOG.info("the leader takes no reports of lost sandboxes: {}", reason);
      }
      case Leader.Reported.Failed(String reason) -> {
        taken = null;
        LOG.debug("a report was not taken: {}", reason);
      }
    }
  }
}
