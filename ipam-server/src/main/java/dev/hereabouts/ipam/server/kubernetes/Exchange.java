package dev.hereabouts.ipam.server.kubernetes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, which ends once: with the answer, a failure, or at its deadline.
 *
 * <p>A connection that was silent until a deadline takes no new request: it may be dead without the
 * operating system knowing.
 */
final class Exchange {
  private static final int DEEPEST = 10;

  private final Vertx vertx;
  private final Duration deadline;
  private final String what;
  private final Consumer<ApiOutcome> done;
  private final long timer;
  private @Nullable HttpClientRequest request;
  private boolean ended;

  Exchange(Vertx vertx, Duration deadline, String what, Consumer<ApiOutcome> done) {
    this.vertx = vertx;
    this.deadline = deadline;
    this.what = what;
    this.done = done;
    timer = vertx.setTimer(deadline.toMillis(), _ -> late());
  }

  /**
   * Sends it.
   *
   * @param again is told of the answer, and takes it upon itself to start once more if it is true
   */
  void start(Future<HttpClientRequest> opening, Buffer body, Predicate<ApiOutcome.Answered> again) {
    opening
        .compose(opened -> {
          request = opened;
          if (ended) {
            opened.reset();
          }
          return opened
              .send(body)
              .compose(response -> response.body().map(bytes -> answered(response, bytes)));
        })
        .onComplete(result -> {
          ApiOutcome.Answered answer = result.result();
          if (answer == null) {
            end(new ApiOutcome.NoAnswer(what + ": " + reason(result.cause())));
          } else if (ended || !again.test(answer)) {
            end(answer);
          }
        });
  }

  boolean isEnded() {
    return ended;
  }

  private static ApiOutcome.Answered answered(HttpClientResponse response, Buffer body) {
    return new ApiOutcome.Answered(response.statusCode(), body.getBytes());
  }

  private void late() {
    HttpClientRequest sent = request;
    end(new ApiOutcome.NoAnswer(what + ": no answer within " + deadline.toMillis() + " ms"));
    if (sent != null) {
      sent.reset();
      sent.connection().shutdown(deadline);
    }
  }

  void end(ApiOutcome outcome) {
    if (!ended) {
      ended = true;
      vertx.cancelTimer(timer);
      done.accept(outcome);
    }
  }

  /** Why it failed; of a failure of TLS its innermost cause, too, which says what does not fit. */
  static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "failed";
    }
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    Throwable root = failure;
    for (int i = 0; i < DEEPEST && root.getCause() != null; i++) {
      root = root.getCause();
    }
    String inner = root.getMessage();
    return failure instanceof SSLException && inner != null && !message.contains(inner)
        ? message + ": " + inner
        : message;
  }
}
