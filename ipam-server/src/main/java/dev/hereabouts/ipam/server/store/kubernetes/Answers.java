package dev.hereabouts.ipam.server.store.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hereabouts.ipam.core.store.CommitOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome.Answered;
import dev.hereabouts.ipam.server.kubernetes.ApiStatus;

/** What the API server's answers mean for a write. */
final class Answers {
  static final int OK = 200;
  static final int CREATED = 201;
  static final int UNAUTHORIZED = 401;
  static final int NOT_FOUND = 404;
  static final int REQUEST_TIMEOUT = 408;
  static final int CONFLICT = 409;
  static final int TOO_MANY_REQUESTS = 429;

  private Answers() {}

  static boolean isSuccess(Answered answer) {
    return answer.status() == OK || answer.status() == CREATED;
  }

  /** Whether the object is not there, rather than the whole kind. */
  static boolean isObjectMissing(Answered answer) {
    return answer.status() == NOT_FOUND && !ApiStatus.of(answer).object().isEmpty();
  }

  /**
   * The outcome of a write that was not done.
   *
   * <p>A token that is not accepted counts as unknown though nothing was written: it is soon read
   * anew, and the content of the write is not to blame.
   */
  static CommitOutcome failure(Answered answer) {
    ApiStatus status = ApiStatus.of(answer);
    return switch (answer.status()) {
      case CONFLICT -> new CommitOutcome.Conflict();
      case NOT_FOUND ->
          isObjectMissing(answer)
              ? new CommitOutcome.Conflict()
              : new CommitOutcome.Rejected(kindMissing(status));
      case UNAUTHORIZED, REQUEST_TIMEOUT, TOO_MANY_REQUESTS ->
          new CommitOutcome.Unknown(status.text());
      default ->
          answer.status() / 100 == 4
              ? new CommitOutcome.Rejected(status.text())
              : new CommitOutcome.Unknown(status.text());
    };
  }

  /** Why a read came to nothing. */
  static String readFailure(Answered answer) {
    ApiStatus status = ApiStatus.of(answer);
    return answer.status() == NOT_FOUND ? kindMissing(status) : status.text();
  }

  /** Why something is not understood, without the place in the bytes. */
  static String reason(Exception failure) {
    return failure instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(failure.getMessage());
  }

  private static String kindMissing(ApiStatus status) {
    return status.text()
        + "; are the custom resource definitions installed?"
        + " hereabouts crds | kubectl apply -f -";
  }
}
