package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal.Journaled;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases that the leader has not confirmed, sent in the order in which they came until it
 * does: those of one sandbox one after the other, others side by side.
 *
 * <p>What fails rests until the next round. Where the leader is not reached, all rest.
 */
final class ReleaseOutbox {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseOutbox.class);
  private static final int SIDE_BY_SIDE = 64;
  private static final long ANSWER_MILLIS = 9_000;

  /** Who is told of confirmed releases. */
  interface Listener {
    void confirmed(ReleaseRequest release);
  }

  private final Leader leader;
  private final ReleaseJournal journal;
  private final Executor loop;
  private final Pace pace;
  private final Link link;
  private final Listener listener;
  private final NavigableMap<Long, Delivery> pending = new TreeMap<>();
  private long lastNumber;
  private boolean open;
  private boolean paused;
  private boolean sending;
  private int awaited;
  private int failedRounds;
  private @Nullable Runnable cancelRound;

  ReleaseOutbox(
      Leader leader,
      ReleaseJournal journal,
      Executor loop,
      Pace pace,
      Link link,
      Listener listener) {
    this.leader = leader;
    this.journal = journal;
    this.loop = loop;
    this.pace = pace;
    this.link = link;
    this.listener = listener;
  }

  /** Takes in what was journaled before a restart. */
  void restore(List<Journaled> journaled) {
    for (Journaled one : journaled) {
      lastNumber = Math.max(lastNumber, one.number());
      pending.put(
          one.number(),
          new Delivery(one.number(), pace.now(), one.release(), Delivery.Keeping.KEPT, _ -> {}));
    }
  }

  /** Begins to send: from now on the stamps of what waits are right. */
  void open() {
    open = true;
    sendDue();
  }

  Delivery submit(ReleaseRequest request, Consumer<Reply.Released> confirmed) {
    if (request instanceof ReleaseRequest.Deleted deleted) {
      dropRepeated(deleted);
    }
    Delivery delivery =
        new Delivery(++lastNumber, pace.now(), request, Delivery.Keeping.NOT, confirmed);
    pending.put(delivery.number, delivery);
    sendDue();
    return delivery;
  }

  /**
   * Has the journal keep it, unless it is confirmed already.
   *
   * @param done told whether the journal has it
   */
  void keep(Delivery delivery, Consumer<Boolean> done) {
    if (!isPending(delivery)) {
      return;
    }
    delivery.keeping = Delivery.Keeping.BEGUN;
    journal.put(
        delivery.number,
        delivery.request,
        kept ->
            loop.execute(() -> {
              delivery.keeping = kept ? Delivery.Keeping.KEPT : Delivery.Keeping.FAILED;
              done.accept(kept);
            }));
  }

  /** Has the journal keep what it could not keep. */
  void keepFailed() {
    for (Delivery delivery : List.copyOf(pending.values())) {
      switch (delivery.keeping) {
        case FAILED -> keep(delivery, _ -> {});
        case NOT, BEGUN, KEPT -> {}
      }
    }
  }

  /**
   * Takes notice that it was answered that it failed. A GC is forgotten then, for it can be
   * repeated; a DEL goes on until its repetition comes, as it may have ended an ADD.
   */
  void failed(Delivery delivery) {
    delivery.givenUp = true;
    if (delivery.request instanceof ReleaseRequest.Reclaimed && isPending(delivery)) {
      remove(delivery);
      sendDue();
    }
  }

  private void dropRepeated(ReleaseRequest.Deleted next) {
    pending.values().stream()
        .filter(delivery -> delivery.isRepeatedBy(next))
        .toList()
        .forEach(this::remove);
  }

  /** Sends all anew, whatever is still to be answered. */
  void reconnected() {
    for (Delivery delivery : pending.values()) {
      delivery.sent = false;
      delivery.resting = false;
      delivery.sending++;
    }
    awaited = 0;
    paused = false;
    failedRounds = 0;
    if (cancelRound != null) {
      cancelRound.run();
      cancelRound = null;
    }
    sendDue();
  }

  /** Gives what waits the stamps of a raised epoch, in the journal too. */
  void restamp(Stamps stamps) {
    for (Delivery delivery : pending.values()) {
      ReleaseRequest raised = stamps.raised(delivery.request);
      if (raised.equals(delivery.request)) {
        continue;
      }
      delivery.request = raised;
      switch (delivery.keeping) {
        case BEGUN, KEPT ->
            journal.put(
                delivery.number,
                raised,
                kept -> {
                  if (!kept) {
                    LOG.warn("release {} is journaled with its old epoch", delivery.number);
                  }
                });
        case NOT, FAILED -> {}
      }
    }
  }

  /** The highest epoch of what waits from earlier starts, 0 if nothing does. */
  long highestEpochBefore(long startEpoch) {
    return pending.values().stream()
        .mapToLong(delivery -> epoch(delivery.request))
        .filter(epoch -> epoch != startEpoch)
        .max()
        .orElse(0);
  }

  private static long epoch(ReleaseRequest request) {
    return switch (request) {
      case ReleaseRequest.Deleted(String _, String _, Attempt arrival, String _) -> arrival.epoch();
      case ReleaseRequest.Abandoned(String _, String _, Attempt attempt, String _) ->
          attempt.epoch();
      case ReleaseRequest.Reclaimed _ -> 0;
    };
  }

  /** Whether a release of the same interface, or of one of these sandboxes, comes first. */
  boolean precedes(AddRequest request, Set<String> containersOfPod) {
    return pending.values().stream()
        .anyMatch(delivery ->
            delivery.isOf(request.holder().containerId(), request.ifName())
                || !Collections.disjoint(delivery.containers(), containersOfPod));
  }

  int size() {
    return pending.size();
  }

  WaitingReleases waiting() {
    return pending.isEmpty()
        ? new WaitingReleases(0, 0)
        : new WaitingReleases(pending.size(), pace.now() - pending.firstEntry().getValue().since);
  }

  /** Sends what may go now. An answer may come while it is sent, and then this is called again. */
  private void sendDue() {
    if (sending) {
      return;
    }
    sending = true;
    while (sendRound()) {}
    sending = false;
  }

  private boolean sendRound() {
    boolean any = false;
    Set<String> busy = new HashSet<>();
    for (Delivery delivery : List.copyOf(pending.values())) {
      if (!open || paused || awaited >= SIDE_BY_SIDE) {
        return false;
      }
      boolean turn = Collections.disjoint(busy, delivery.containers());
      busy.addAll(delivery.containers());
      if (turn && isPending(delivery) && !delivery.sent && !delivery.resting) {
        send(delivery);
        any = true;
      }
    }
    return any;
  }

  private void send(Delivery delivery) {
    delivery.sent = true;
    awaited++;
    int number = ++delivery.sending;
    leader.release(
        delivery.request,
        ANSWER_MILLIS,
        pace.timer()
            .first(
                ANSWER_MILLIS,
                answer -> answered(delivery, number, answer),
                () -> answered(delivery, number, new Leader.Answer.Unreachable("no answer"))));
  }

  private void answered(Delivery delivery, int number, Leader.Answer answer) {
    if (!isPending(delivery)) {
      return;
    }
    if (answer instanceof Leader.Answer.Replied(Reply.Released released)) {
      confirmed(delivery, released);
    } else if (delivery.sent && number == delivery.sending) {
      failed(delivery, answer);
    }
    sendDue();
  }

  private void confirmed(Delivery delivery, Reply.Released released) {
    remove(delivery);
    link.works();
    failedRounds = 0;
    switch (delivery.keeping) {
      case BEGUN, KEPT -> journal.remove(delivery.number);
      case NOT, FAILED -> {}
    }
    listener.confirmed(delivery.request);
    delivery.confirmed.accept(released);
  }

  private void failed(Delivery delivery, Leader.Answer answer) {
    delivery.sent = false;
    delivery.resting = true;
    awaited--;
    switch (answer) {
      case Leader.Answer.Replied(Reply.Unavailable(String reason)) -> delivery.obstacle = reason;
      case Leader.Answer.Replied(Reply reply) ->
          throw new IllegalStateException("a release answered with " + reply);
      case Leader.Answer.NotLeading(String reason) -> unreached(delivery, reason);
      case Leader.Answer.Unreachable(String reason) -> unreached(delivery, reason);
      case Leader.Answer.Refused(String reason) -> {
        String obstacle = "the leader refuses it: " + reason;
        if (!obstacle.equals(delivery.obstacle)) {
          LOG.error("the leader refuses {}: {}", delivery.request, reason);
        }
        delivery.obstacle = obstacle;
      }
    }
    if (cancelRound == null) {
      failedRounds++;
      cancelRound = pace.retry(failedRounds, this::nextRound);
    }
  }

  private void unreached(Delivery delivery, String reason) {
    delivery.obstacle = reason;
    link.fails(reason);
    paused = true;
  }

  private void nextRound() {
    cancelRound = null;
    paused = false;
    pending.values().forEach(delivery -> delivery.resting = false);
    sendDue();
  }

  private boolean isPending(Delivery delivery) {
    return pending.containsKey(delivery.number);
  }

  private void remove(Delivery delivery) {
    pending.remove(delivery.number);
    if (delivery.sent) {
      delivery.sent = false;
      awaited--;
    }
  }
}
