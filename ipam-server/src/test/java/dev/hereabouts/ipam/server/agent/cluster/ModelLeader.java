package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Decider;
import dev.hereabouts.ipam.core.allocation.Decision;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A leader that decides by the real rules, and is reached as the test wants. */
final class ModelLeader implements Leader {
  /** What happens to requests. */
  enum Way {
    OPEN,
    NOT_LEADING,
    /** The request does not arrive, and that is told. */
    CUT,
    /** The request is decided, and the answer is told to be lost. */
    ANSWER_LOST,
    /** The request does not arrive, and nobody tells. */
    SILENT,
    /** The request is decided, and nothing is ever told. */
    ANSWER_SILENT,
    /** The leader cannot store it. */
    UNAVAILABLE,
    REFUSING
  }

  final Ledger ledger = new Ledger();

  /** What arrived, in words. */
  final List<String> log = new ArrayList<>();

  /** The reports that arrived. */
  final List<List<LostSandbox>> reports = new ArrayList<>();

  /** What a report is answered. */
  Function<List<LostSandbox>, Leader.Reported> onReport =
      _ -> new Leader.Reported.Taken(20_000, false);

  Way way = Way.OPEN;

  /** Whether the answers of {@link #entriesOfNode} wait for {@link #tellEntries}. */
  boolean holdEntries;

  private final List<Runnable> heldEntries = new ArrayList<>();
  private final Executor loop;
  private final List<Runnable> listeners = new ArrayList<>();
  private final List<Consumer<String>> lostListeners = new ArrayList<>();
  private final Decider decider;
  private long ids = 1L << 40;

  ModelLeader(Executor loop) {
    this.loop = loop;
    decider = new Decider(ledger, () -> new OwnershipId(++ids, 1));
  }

  void connect() {
    way = Way.OPEN;
    List.copyOf(listeners).forEach(listener -> loop.execute(listener));
  }

  void forgetAgents() {
    listeners.clear();
    lostListeners.clear();
    heldEntries.clear();
  }

  void tellEntries() {
    heldEntries.forEach(loop::execute);
    heldEntries.clear();
  }

  /** The addresses and containers that are held. */
  List<String> held() {
    return ledger
        .entries()
        .map(entry -> entry.holder().containerId() + " " + entry.holder().netns())
        .sorted()
        .toList();
  }

  @Override
  public void add(AddRequest request, long remainingMillis, Consumer<Answer> answer) {
    Attempt attempt = request.holder().attempt();
    take(
        "ADD " + request.holder().containerId() + " " + text(attempt),
        () -> decider.decide(request),
        answer);
  }

  @Override
  public void release(ReleaseRequest request, long remainingMillis, Consumer<Answer> answer) {
    String words =
        switch (request) {
          case ReleaseRequest.Deleted(String container, String _, Attempt arrival, String _) ->
              "DEL " + container + " " + text(arrival);
          case ReleaseRequest.Abandoned(String container, String _, Attempt attempt, String _) ->
              "ABANDON " + container + " " + text(attempt);
          case ReleaseRequest.Reclaimed(List<ReleaseRequest.Claim> claims, String _) ->
              "RECLAIM " + claims.size();
        };
    take(words, () -> decider.decide(request), answer);
  }

  private static String text(Attempt attempt) {
    return attempt.epoch() + "." + attempt.number();
  }

  private void take(String words, Supplier<Decision> deciding, Consumer<Answer> answer) {
    switch (way) {
      case OPEN -> {
        Reply reply = decide(words, deciding);
        loop.execute(() -> answer.accept(new Answer.Replied(reply)));
      }
      case NOT_LEADING -> later(answer, new Answer.NotLeading("another leads"));
      case CUT -> later(answer, new Answer.Unreachable("connection refused"));
      case ANSWER_LOST -> {
        decide(words, deciding);
        later(answer, new Answer.Unreachable("connection reset"));
      }
      case SILENT -> {}
      case ANSWER_SILENT -> decide(words, deciding);
      case UNAVAILABLE ->
          later(answer, new Answer.Replied(new Reply.Unavailable("the store is slow")));
      case REFUSING -> later(answer, new Answer.Refused("the token expired"));
    }
  }

  private void later(Consumer<Answer> answer, Answer what) {
    loop.execute(() -> answer.accept(what));
  }

  private Reply decide(String words, Supplier<Decision> deciding) {
    log.add(words);
    Decision decision = deciding.get();
    decision.changes().forEach(ledger::apply);
    return decision.reply();
  }

  /** An entry that another agent process of the node got. */
  void holds(Entry entry) {
    ledger.apply(Change.OfEntry.created(entry));
  }

  @Override
  public void report(List<LostSandbox> sandboxes, long remainingMillis, Consumer<Reported> answer) {
    switch (way) {
      case OPEN -> {
        reports.add(sandboxes);
        Reported reported = onReport.apply(sandboxes);
        loop.execute(() -> answer.accept(reported));
      }
      case SILENT, ANSWER_SILENT -> {}
      case NOT_LEADING, CUT, ANSWER_LOST, UNAVAILABLE, REFUSING ->
          loop.execute(() -> answer.accept(new Reported.Failed("no")));
    }
  }

  @Override
  public void entriesOfNode(Consumer<Entries> answer) {
    if (way == Way.OPEN || way == Way.UNAVAILABLE) {
      Entries all = new Entries.All(ledger.entries().toList());
      if (holdEntries) {
        heldEntries.add(() -> answer.accept(all));
      } else {
        loop.execute(() -> answer.accept(all));
      }
    } else if (way != Way.SILENT && way != Way.ANSWER_SILENT) {
      loop.execute(() -> answer.accept(new Entries.Failed("connection refused")));
    }
  }

  @Override
  public void onConnected(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void onLost(Consumer<String> listener) {
    lostListeners.add(listener);
  }

  /** The connection ends, and that is noticed though nobody asks. */
  void lose(String reason) {
    way = Way.CUT;
    List.copyOf(lostListeners).forEach(listener -> loop.execute(() -> listener.accept(reason)));
  }
}
