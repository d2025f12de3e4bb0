package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An address that changed hands, as the store has it.
 *
 * @param entry as it is now; one that is gone as it was
 * @param before the sandbox that held it until then, if another took it over
 * @param writer who wrote the block, see {@link BlockWriter}
 */
public record OwnerChange(
    Action action, Entry entry, @Nullable Holder before, Reason reason, String writer) {

  /** What happened to the address. */
  public enum Action {
    ASSIGNED,
    /** The owner's next sandbox has it, or after an ADD that came to nothing the one before. */
    TAKEN_OVER,
    RELEASED,
    /** Released by who judged that its sandbox is gone, not by a DEL. */
    RECLAIMED
  }

  /** Who wanted it. */
  public enum Reason {
    ADD,
    DEL,
    /** An ADD that failed, was given up or could not be answered gave back what it had got. */
    UNDONE_ADD,
    /** An agent saw that the sandbox is gone, mostly for the CNI verb GC. */
    NODE,
    /** The leader's own judgement, or an operator. */
    CLEANUP,
    /** None of this allocator's requests: the block was edited, imported or written by another. */
    ELSEWHERE
  }

  /** What lies between two states of a block, and whose calls brought it about. */
  static List<OwnerChange> between(
      List<Entry> before, List<Entry> now, Collection<Call> calls, String writer) {
    int shorter = Math.min(before.size(), now.size());
    int from = 0;
    while (from < shorter && before.get(from).equals(now.get(from))) {
      from++;
    }
    int behind = 0;
    while (behind < shorter - from
        && before.get(before.size() - 1 - behind).equals(now.get(now.size() - 1 - behind))) {
      behind++;
    }
    return changes(
        before.subList(from, before.size() - behind),
        now.subList(from, now.size() - behind),
        calls,
        writer);
  }

  private static List<OwnerChange> changes(
      List<Entry> before, List<Entry> now, Collection<Call> calls, String writer) {
    Map<OwnershipId, Entry> left = new LinkedHashMap<>();
    before.forEach(entry -> left.put(entry.id(), entry));
    List<OwnerChange> changes = new ArrayList<>();
    for (Entry entry : now) {
      Entry old = left.remove(entry.id());
      if (old == null) {
        changes.add(new OwnerChange(Action.ASSIGNED, entry, null, given(entry, calls), writer));
      } else if (!isSameSandbox(old, entry)) {
        changes.add(
            new OwnerChange(Action.TAKEN_OVER, entry, old.holder(), given(entry, calls), writer));
      }
    }
    for (Entry gone : left.values()) {
      Reason reason = taken(gone, calls);
      boolean judged = reason == Reason.NODE || reason == Reason.CLEANUP;
      changes.add(
          new OwnerChange(judged ? Action.RECLAIMED : Action.RELEASED, gone, null, reason, writer));
    }
    return changes;
  }

  private static boolean isSameSandbox(Entry old, Entry now) {
    return old.holder().containerId().equals(now.holder().containerId())
        && old.pod().equals(now.pod());
  }

  private static Reason given(Entry now, Collection<Call> calls) {
    return calls.stream().anyMatch(call -> call.gave(now)) ? Reason.ADD : undone(now, calls);
  }

  /** What a failed ADD gives back to the sandbox before. */
  private static Reason undone(Entry now, Collection<Call> calls) {
    return calls.stream().anyMatch(call -> call.undoes(now)) ? Reason.UNDONE_ADD : Reason.ELSEWHERE;
  }

  private static Reason taken(Entry gone, Collection<Call> calls) {
    for (Call call : calls) {
      Reason reason = call.takes(gone);
      if (reason != null) {
        return reason;
      }
    }
    return Reason.ELSEWHERE;
  }
}
