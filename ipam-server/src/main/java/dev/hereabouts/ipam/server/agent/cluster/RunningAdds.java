package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ADDs that are not answered yet, each sent until the leader decides it or its time is over. It
 * is the same request with the same attempt every time, so sending it twice does no harm.
 */
final class RunningAdds {
  /** What the ADDs need of their surroundings. */
  interface Surroundings {
    /** What an ADD must wait for before it is sent, or null. */
    @Nullable String obstacle(AddRequest request);

    /** The request as the leader is to see it. */
    AddRequest stamped(AddRequest request);

    void assigned(AddRequest stamped, Reply.Assigned reply);

    /** Takes back what an ADD may have got that was answered that it failed. */
    void abandon(AddRequest stamped);
  }

  private final Leader leader;
  private final Pace pace;
  private final Link link;
  private final Surroundings surroundings;
  private final Set<RunningAdd> running = new LinkedHashSet<>();

  RunningAdds(Leader leader, Pace pace, Link link, Surroundings surroundings) {
    this.leader = leader;
    this.pace = pace;
    this.link = link;
    this.surroundings = surroundings;
  }

  void start(AddRequest request, long limit, Consumer<Reply> answer) {
    RunningAdd add = new RunningAdd(request, answer, pace.now() + limit);
    running.add(add);
    add.cancelDeadline = pace.timer().after(limit, () -> fail(add, add.obstacle));
    sendIfDue(add);
  }

  /** Looks whether what some of them wait for has come. */
  void wake() {
    List.copyOf(running).forEach(this::sendIfDue);
  }

  /** Sends all anew, whatever is still to be answered. */
  void reconnected() {
    for (RunningAdd add : List.copyOf(running)) {
      add.mayHoldSomething |= add.sent;
      add.sent = false;
      add.resting = false;
      add.failures = 0;
      add.cancelRetry.run();
      sendIfDue(add);
    }
  }

  /**
   * Ends those that a release is about, which takes back what they got.
   *
   * @return whether there was one, and none of them can have got anything
   */
  boolean end(Predicate<RunningAdd> meant) {
    List<RunningAdd> ended = running.stream().filter(meant).toList();
    for (RunningAdd add : ended) {
      finish(
          add,
          new Reply.Unavailable(
              "the sandbox was deleted, or the ADD given up, while it was running"));
    }
    return !ended.isEmpty() && ended.stream().noneMatch(RunningAdd::isUncertain);
  }

  private void sendIfDue(RunningAdd add) {
    if (!running.contains(add) || add.sent || add.resting) {
      return;
    }
    String obstacle = surroundings.obstacle(add.request);
    if (obstacle != null) {
      add.obstacle = obstacle;
      return;
    }
    add.obstacle = add.awaitedAnswer();
    add.sent = true;
    int number = ++add.sending;
    AddRequest stamped = surroundings.stamped(add.request);
    leader.add(
        stamped,
        Math.max(1, add.deadline - pace.now()),
        answer -> answered(add, number, stamped, answer));
  }

  private void answered(RunningAdd add, int number, AddRequest stamped, Leader.Answer answer) {
    if (!running.contains(add)) {
      return;
    }
    if (answer instanceof Leader.Answer.Replied(Reply.Assigned assigned)) {
      link.works();
      surroundings.assigned(stamped, assigned);
      finish(add, assigned);
    } else if (add.sent && number == add.sending) {
      add.sent = false;
      notAssigned(add, answer);
    }
  }

  private void notAssigned(RunningAdd add, Leader.Answer answer) {
    switch (answer) {
      case Leader.Answer.Replied(Reply.Unavailable(String reason)) -> {
        add.mayHoldSomething = true;
        rest(add, reason);
      }
      case Leader.Answer.Replied(Reply.Refused refused) -> {
        link.works();
        fail(add, refused);
      }
      case Leader.Answer.Replied(Reply reply) ->
          throw new IllegalStateException("an ADD answered with " + reply);
      case Leader.Answer.NotLeading(String reason) -> {
        link.fails(reason);
        rest(add, reason);
      }
      case Leader.Answer.Unreachable(String reason) -> {
        add.mayHoldSomething = true;
        link.fails(reason);
        rest(add, reason);
      }
      case Leader.Answer.Refused(String reason) -> fail(add, "the leader refuses it: " + reason);
    }
  }

  private void rest(RunningAdd add, String reason) {
    add.obstacle = reason;
    add.lastFailure = reason;
    add.resting = true;
    add.failures++;
    add.cancelRetry =
        pace.retry(
            add.failures,
            () -> {
              add.resting = false;
              sendIfDue(add);
            });
  }

  private void fail(RunningAdd add, String reason) {
    fail(add, new Reply.Unavailable(reason));
  }

  private void fail(RunningAdd add, Reply.Refused why) {
    if (add.isUncertain()) {
      surroundings.abandon(surroundings.stamped(add.request));
    }
    finish(add, why);
  }

  private void finish(RunningAdd add, Reply reply) {
    running.remove(add);
    add.cancelDeadline.run();
    add.cancelRetry.run();
    add.answer.accept(reply);
  }
}
