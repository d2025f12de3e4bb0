package dev.hereabouts.ipam.server.allocator;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.BlockId;
import dev.hereabouts.ipam.core.allocation.Decider;
import dev.hereabouts.ipam.core.allocation.Decision;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request on its way from arrival to answer. It may be decided several times. */
final class Call {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  /** The order of arrival. */
  final long number;

  /** Blocks whose next write this call waits for. */
  final Set<BlockId> awaiting = new HashSet<>();

  /** Blocks that this call is to be decided again for when they open. */
  final Set<BlockId> parkedOn = new HashSet<>();

  /** Blocks that were written since this call arrived. */
  final Set<BlockId> confirmed = new HashSet<>();

  /** Calls that came before and must end before this one is decided. */
  final Set<Call> predecessors = new HashSet<>();

  /** Calls that came later and wait for this one. */
  final List<Call> followers = new ArrayList<>();

  /** The pods and sandboxes that this call is about, as the allocator finds it by them. */
  final Set<String> parties = new HashSet<>();

  private final @Nullable AddRequest add;
  private final @Nullable ReleaseRequest release;
  private final Consumer<Reply> answer;
  private final List<Entry> released = new ArrayList<>();
  private @Nullable Reply reply;
  private Reply.@Nullable Refused failure;
  private boolean answered;
  private boolean givenUp;

  /** Whether this waits for a while before it tries again to take back. */
  private boolean pausing;

  private long pauseMillis = FIRST_PAUSE_MILLIS;

  private Call(
      long number,
      @Nullable AddRequest add,
      @Nullable ReleaseRequest release,
      Consumer<Reply> answer) {
    this.number = number;
    this.add = add;
    this.release = release;
    this.answer = answer;
  }

  static Call of(long number, AddRequest request, Consumer<Reply> answer) {
    return new Call(number, request, null, answer);
  }

  static Call of(long number, ReleaseRequest request, Consumer<Reply> answer) {
    return new Call(number, null, request, answer);
  }

  /**
   * What to do now: what the request asks, or taking back what a failed ADD has already got.
   *
   * @param preferred the blocks from which an ADD is to get its addresses rather than from others
   */
  Decision decide(Decider decider, Collection<BlockId> preferred) {
    if (release != null) {
      return decider.decide(release);
    }
    AddRequest request = Objects.requireNonNull(add);
    return failure == null
        ? decider.decide(request, preferred)
        : decider.decide(
            new ReleaseRequest.Abandoned(
                request.holder().containerId(),
                request.ifName(),
                request.holder().attempt(),
                request.holder().node()));
  }

  /** Whether nothing is left to try, and no block has still to tell what became of it. */
  boolean isSettled() {
    return awaiting.isEmpty() && parkedOn.isEmpty() && !pausing;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** From now on this call only takes back what it has got, and is then answered with this. */
  void fail(Reply.Refused why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** Whether this is an ADD that a release takes back before it is done. */
  boolean isEndedBy(ReleaseRequest request) {
    if (add == null || !request.reaches(add.holder())) {
      return false;
    }
    String container = add.holder().containerId();
    Attempt attempt = add.holder().attempt();
    return switch (request) {
      case ReleaseRequest.Deleted(String deleted, String ifName, Attempt arrival, String _) ->
          deleted.equals(container)
              && ifName.equals(add.ifName())
              && attempt.compareTo(arrival) <= 0;
      case ReleaseRequest.Abandoned(String abandoned, String ifName, Attempt which, String _) ->
          abandoned.equals(container) && ifName.equals(add.ifName()) && attempt.equals(which);
      case ReleaseRequest.Reclaimed _ -> false;
    };
  }

  /** Whether this is an ADD that has failed, and must take back what it has got. */
  boolean takesBack() {
    return add != null && failure != null;
  }

  /** A release that the store will not have ends, when all blocks have told what became of it. */
  void giveUp(Reply.Refused why) {
    givenUp = true;
    fail(why);
  }

  /**
   * The store will not have what was taken back; it is tried again later, for nobody else would.
   *
   * @return how many milliseconds later
   */
  long pause() {
    long pause = pauseMillis;
    pausing = true;
    pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    return pause;
  }

  boolean isPausing() {
    return pausing;
  }

  void goOn() {
    pausing = false;
  }

  boolean isRelease() {
    return release != null;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  void decided(Reply now) {
    if (now instanceof Reply.Released(List<Entry> entries)) {
      released.addAll(entries);
    }
    reply = now;
  }

  /** Gives the answer; later calls do nothing. */
  void answer() {
    if (!answered) {
      answered = true;
      answer.accept(finalReply());
    }
  }

  private Reply finalReply() {
    if (failure != null) {
      return failure;
    }
    return release != null
        ? new Reply.Released(released)
        : Objects.requireNonNull(reply, "answered before it was decided");
  }

  /** Whether this is an ADD that made the entry so. */
  boolean gave(Entry now) {
    return add != null && add.holder().equals(now.holder());
  }

  /** Whether this is for an interface whose ADD comes to nothing, and gives the entry back. */
  boolean undoes(Entry now) {
    if (add != null) {
      return failure != null && now.ifName().equals(add.ifName());
    }
    return release instanceof ReleaseRequest.Abandoned abandoned
        && now.ifName().equals(abandoned.ifName());
  }

  /** Why this takes the entry away, or null if it does not. */
  OwnerChange.@Nullable Reason takes(Entry gone) {
    if (add != null) {
      boolean own = failure != null && gone.isHeldBy(add.holder().containerId(), add.ifName());
      return own ? OwnerChange.Reason.UNDONE_ADD : null;
    }
    return switch (Objects.requireNonNull(release)) {
      case ReleaseRequest.Deleted deleted ->
          gone.isHeldBy(deleted.containerId(), deleted.ifName()) ? OwnerChange.Reason.DEL : null;
      case ReleaseRequest.Abandoned abandoned ->
          gone.isHeldBy(abandoned.containerId(), abandoned.ifName())
              ? OwnerChange.Reason.UNDONE_ADD
              : null;
      case ReleaseRequest.Reclaimed reclaimed ->
          reclaimed.claims().contains(ReleaseRequest.Claim.of(gone))
              ? reclaimed.node().equals(ReleaseRequest.ANY_NODE)
                  ? OwnerChange.Reason.CLEANUP
                  : OwnerChange.Reason.NODE
              : null;
    };
  }

  /** The pods and sandboxes that this call is about, in a state of the ledger. */
  Set<String> parties(Ledger ledger) {
    if (add != null) {
      return Set.of("sandbox " + add.holder().containerId(), "pod " + add.pod().identity());
    }
    Set<String> found = new HashSet<>();
    for (Entry entry : concerned(ledger, Objects.requireNonNull(release), found)) {
      found.add("pod " + entry.pod().identity());
      entry.containers().forEach(container -> found.add("sandbox " + container));
    }
    return found;
  }

  private static List<Entry> concerned(Ledger ledger, ReleaseRequest release, Set<String> parties) {
    return switch (release) {
      case ReleaseRequest.Deleted deleted -> {
        parties.add("sandbox " + deleted.containerId());
        yield ledger.entriesOfContainer(deleted.containerId());
      }
      case ReleaseRequest.Abandoned abandoned -> {
        parties.add("sandbox " + abandoned.containerId());
        yield ledger.entriesOfContainer(abandoned.containerId());
      }
      case ReleaseRequest.Reclaimed reclaimed ->
          reclaimed.claims().stream()
              .flatMap(claim -> ledger.entriesAt(claim.space(), claim.address()).stream())
              .toList();
    };
  }
}
