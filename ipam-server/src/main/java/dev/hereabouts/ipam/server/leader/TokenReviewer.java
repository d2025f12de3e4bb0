package dev.hereabouts.ipam.server.leader;

import java.util.function.Consumer;

/** Sends a TokenReview to the API server. */
@FunctionalInterface
public interface TokenReviewer {

  /** Creates this TokenReview, a JSON object. The answer comes on the event loop. */
  void review(byte[] tokenReview, Consumer<Answer> done);

  /** What became of it. */
  sealed interface Answer {
    /** The TokenReview as the API server filled it. */
    @SuppressWarnings("ArrayRecordComponent") // carried once, never compared
    record Reviewed(byte[] tokenReview) implements Answer {}

    /** No answer, or one with another status than 201. */
    record Failed(String reason) implements Answer {}
  }
}
