package dev.hereabouts.ipam.e2e;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What {@link ApiProxy} does with a request. */
sealed interface Fate {
  Fate PASS = new Pass();

  /** How the client learns that it gets no answer. */
  enum Cut {
    /** Its stream is reset; other requests go on. */
    STREAM,
    /** Its connection is closed, with all that is under way on it. */
    CONNECTION,
    /** Not at all: nothing comes. */
    SILENCE
  }

  /** Forwards it, and streams the answer back. */
  record Pass() implements Fate {}

  /**
   * Forwards it later, and then streams the answer back: a watch that begins late.
   *
   * @param until when that is to be
   */
  record Held(CompletableFuture<?> until) implements Fate {
    static Held over(Duration delay) {
      return new Held(
          new CompletableFuture<>()
              .completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /**
   * Forwards it later, whether the client still waits or not.
   *
   * @param until when that is to be
   * @param landed the status that the API server answered with; fails when there was no answer
   */
  record Late(CompletableFuture<?> until, CompletableFuture<Integer> landed) implements Fate {
    Late() {
      this(new CompletableFuture<>(), new CompletableFuture<>());
    }

    static Late after(Duration delay) {
      return new Late(
          new CompletableFuture<>()
              .completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS),
          new CompletableFuture<>());
    }

    /** Lets it go on. */
    void release() {
      until.complete(null);
    }
  }

  /** Forwards it, and keeps the answer once it has come: the write has taken effect. */
  record AnswerLost(Cut cut) implements Fate {}

  /** Does not forward it. */
  record Dropped(Cut cut) implements Fate {}

  /** Answers in the API server's place, with {@code 409} for one. */
  record Refused(int status, String reason) implements Fate {}

  /** Forwards it twice, one after the other, and gives the second answer. */
  record Twice() implements Fate {}
}
