package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import java.util.List;
import java.util.function.Consumer;

/**
 * The allocator that decides for the cluster, as far as it can be reached now.
 *
 * <p>Each answer is given once, on the event loop. Only a reply tells that a request was decided:
 * after any other answer it may have been, or may still be.
 */
public interface Leader {

  /**
   * Asks for addresses.
   *
   * @param remainingMillis how long the caller still waits
   */
  void add(AddRequest request, long remainingMillis, Consumer<Answer> answer);

  /**
   * Gives addresses back.
   *
   * @param remainingMillis how long the caller still waits
   */
  void release(ReleaseRequest request, long remainingMillis, Consumer<Answer> answer);

  /**
   * Tells of all sandboxes of this node that are no more.
   *
   * @param remainingMillis how long an answer makes sense
   */
  void report(List<LostSandbox> sandboxes, long remainingMillis, Consumer<Reported> answer);

  /** Asks for all entries of this node. */
  void entriesOfNode(Consumer<Entries> answer);

  /** Calls the listener whenever a leader has been found and connected to. */
  void onConnected(Runnable listener);

  /** Tells the listener why, whenever a connection has ended. */
  void onLost(Consumer<String> listener);

  /** What became of a request. */
  sealed interface Answer {

    /** The leader decided it. */
    record Replied(Reply reply) implements Answer {}

    /** Who was asked does not lead, and has done nothing. */
    record NotLeading(String reason) implements Answer {}

    /** There was no answer; the request may have been decided. */
    record Unreachable(String reason) implements Answer {}

    /** The leader takes no such request from this agent, and has done nothing. */
    record Refused(String reason) implements Answer {}
  }

  /** What became of a report. */
  sealed interface Reported {

    /**
     * It takes the place of the one before.
     *
     * @param againMillis after which time the next one is due
     * @param outdated whether it names what is not held by this node
     */
    record Taken(long againMillis, boolean outdated) implements Reported {}

    /** The leader is older than reports are. */
    record Unsupported(String reason) implements Reported {}

    record Failed(String reason) implements Reported {}
  }

  /** What the node holds. */
  sealed interface Entries {

    record All(List<Entry> entries) implements Entries {
      public All {
        entries = List.copyOf(entries);
      }
    }

    record Failed(String reason) implements Entries {}
  }
}
