package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has the leader tell what the node holds, until it does. */
final class RecordLoader {
  private static final long ANSWER_MILLIS = 10_000;

  /** A millisecond of work or two: calls wait for the loop, those most that a hand-over held. */
  private static final int ENTRIES_AT_ONCE = 100;

  /** Most of the time is for calls. */
  private static final long PAUSE_MILLIS = 4;

  private final Leader leader;
  private final Pace pace;
  private final NodeRecord record;
  private final Runnable whenLoaded;
  private final List<Runnable> waiting = new ArrayList<>();
  private int asked;
  private int failures;
  private String obstacle = "the leader has not told what this node holds";
  private boolean loadedOnce;

  /**
   * @param whenLoaded runs each time, before those who wait for it
   */
  RecordLoader(Leader leader, Pace pace, NodeRecord record, Runnable whenLoaded) {
    this.leader = leader;
    this.pace = pace;
    this.record = record;
    this.whenLoaded = whenLoaded;
  }

  /** Begins anew; what an earlier question is answered does not count any more. */
  void load() {
    int number = ++asked;
    record.loadBegins();
    leader.entriesOfNode(
        pace.timer()
            .first(
                ANSWER_MILLIS,
                entries -> answered(number, entries),
                () -> answered(number, new Leader.Entries.Failed("no answer"))));
  }

  /** Begins anew, and runs the task when that has come to a good end. */
  void load(Runnable then) {
    waiting.add(then);
    load();
  }

  /** Why it is not known yet what the node holds, or null. */
  @Nullable String obstacle() {
    return loadedOnce ? null : obstacle;
  }

  private void takeIn(int number, List<Entry> rest) {
    if (number != asked) {
      return;
    }
    int some = Math.min(ENTRIES_AT_ONCE, rest.size());
    record.loadGoesOn(rest.subList(0, some));
    if (some < rest.size()) {
      pace.timer().after(PAUSE_MILLIS, () -> takeIn(number, rest.subList(some, rest.size())));
      return;
    }
    record.loaded();
    loadedOnce = true;
    whenLoaded.run();
    List<Runnable> tasks = List.copyOf(waiting);
    waiting.clear();
    tasks.forEach(Runnable::run);
  }

  private void answered(int number, Leader.Entries entries) {
    if (number != asked) {
      return;
    }
    switch (entries) {
      case Leader.Entries.All(var all) -> {
        failures = 0;
        takeIn(number, all);
      }
      case Leader.Entries.Failed(String reason) -> {
        obstacle = "the leader has not told what this node holds: " + reason;
        failures++;
        pace.retry(
            failures,
            () -> {
              if (number == asked) {
                load();
              }
            });
      }
    }
  }
}
