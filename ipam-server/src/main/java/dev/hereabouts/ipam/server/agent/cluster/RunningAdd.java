package dev.hereabouts.ipam.server.agent.cluster;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import java.util.function.Consumer;

/** An ADD that is not answered yet. */
final class RunningAdd {
  private static final String NOT_ANSWERED = "the leader has not answered";

  final AddRequest request;
  final Consumer<Reply> answer;

  /** By the clock that nobody sets. */
  final long deadline;

  Runnable cancelDeadline = () -> {};
  Runnable cancelRetry = () -> {};

  /** Whether an answer is awaited. */
  boolean sent;

  /** Whether it waits before it is sent again. */
  boolean resting;

  /** Tells the answers of one sending from those of another. */
  int sending;

  int failures;

  /** Whether a sending without an answer may have taken effect. */
  boolean mayHoldSomething;

  /** What it waits for, or why it failed last. */
  String obstacle = NOT_ANSWERED;

  /** Why the last sending that has ended failed; "" while none has. */
  String lastFailure = "";

  RunningAdd(AddRequest request, Consumer<Reply> answer, long deadline) {
    this.request = request;
    this.answer = answer;
    this.deadline = deadline;
  }

  boolean isOf(String containerId, String ifName) {
    return request.holder().containerId().equals(containerId) && request.ifName().equals(ifName);
  }

  /** What is in the way while an answer is awaited: one that came before says more than none. */
  String awaitedAnswer() {
    return lastFailure.isEmpty() ? NOT_ANSWERED : lastFailure + "; asked again, " + NOT_ANSWERED;
  }

  /** Whether it may have taken effect, or may still. */
  boolean isUncertain() {
    return sent || mayHoldSomething;
  }
}
