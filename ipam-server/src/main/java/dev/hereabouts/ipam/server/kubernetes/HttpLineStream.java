package dev.hereabouts.ipam.server.kubernetes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An answer that is told line by line; only its head has a deadline. */
final class HttpLineStream implements ApiServer.LineStream {
  private static final int OK = 200;

  private final Vertx vertx;
  private final String what;
  private final ApiServer.Lines lines;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private final long timer;
  private @Nullable HttpClientRequest request;
  private boolean ended;

  HttpLineStream(Vertx vertx, Duration deadline, String what, ApiServer.Lines lines) {
    this.vertx = vertx;
    this.what = what;
    this.lines = lines;
    timer =
        vertx.setTimer(
            deadline.toMillis(), _ -> giveUp("no answer within " + deadline.toMillis() + " ms"));
  }

  /**
   * Asks for it.
   *
   * @param again is told of an answer that is no success, and takes it upon itself to start once
   *     more if it is true
   */
  void start(Future<HttpClientRequest> opening, Predicate<ApiOutcome.Answered> again) {
    opening
        .compose(opened -> {
          request = opened;
          if (ended) {
            opened.reset();
          }
          return opened.send().onSuccess(response -> opened(response, again));
        })
        .onFailure(failure -> end(noAnswer(Exchange.reason(failure))));
  }

  boolean isEnded() {
    return ended;
  }

  private void opened(HttpClientResponse response, Predicate<ApiOutcome.Answered> again) {
    response.exceptionHandler(failure -> end(noAnswer(Exchange.reason(failure))));
    if (response.statusCode() == OK) {
      vertx.cancelTimer(timer);
      response.handler(this::take);
      response.endHandler(_ -> end(noAnswer("the stream ended")));
    } else {
      response
          .body()
          .onSuccess(body -> {
            ApiOutcome.Answered answer =
                new ApiOutcome.Answered(response.statusCode(), body.getBytes());
            if (ended || !again.test(answer)) {
              end(answer);
            }
          })
          .onFailure(failure -> end(noAnswer(Exchange.reason(failure))));
    }
  }

  private void take(Buffer part) {
    byte[] bytes = part.getBytes();
    int from = 0;
    for (int i = 0; i < bytes.length && !ended; i++) {
      if (bytes[i] == '\n') {
        begun.write(bytes, from, i - from);
        from = i + 1;
        byte[] line = begun.toByteArray();
        begun.reset();
        lines.line(line);
      }
    }
    begun.write(bytes, from, bytes.length - from);
  }

  private void giveUp(String reason) {
    HttpClientRequest sent = request;
    end(noAnswer(reason));
    if (sent != null) {
      sent.reset();
    }
  }

  void end(ApiOutcome how) {
    if (!ended) {
      ended = true;
      vertx.cancelTimer(timer);
      lines.ended(how);
    }
  }

  private ApiOutcome.NoAnswer noAnswer(String reason) {
    return new ApiOutcome.NoAnswer(what + ": " + reason);
  }

  @Override
  public void close() {
    ended = true;
    vertx.cancelTimer(timer);
    if (request != null) {
      request.reset();
    }
  }
}
