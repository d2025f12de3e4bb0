package dev.hereabouts.ipam.server.leader;

import dev.hereabouts.ipam.server.wire.Protocol;
import dev.hereabouts.ipam.server.wire.ReasonMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/** A request of an agent and its answer, of which there is one at most. */
final class Exchange {
  private static final int MAX_TIMEOUT_MILLIS = 60_000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private Runnable delivered = () -> {};
  private Runnable undelivered = () -> {};
  private long timer = -1;
  private boolean over;

  Exchange(Vertx vertx, HttpServerRequest request) {
    this.vertx = vertx;
    this.request = request;
    this.response = request.response();
    response.putHeader(Protocol.VERSION_HEADER, Integer.toString(Protocol.VERSION));
    request.exceptionHandler(_ -> abandoned());
    response.exceptionHandler(_ -> abandoned());
    response.closeHandler(_ -> abandoned());
  }

  private void abandoned() {
    if (end()) {
      undelivered.run();
    }
  }

  boolean isOver() {
    return over;
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return response;
  }

  /** Runs the first when the answer is sent, the second when the agent is gone before that. */
  void whenOver(Runnable sent, Runnable gone) {
    delivered = sent;
    undelivered = gone;
  }

  /** Runs this when the agent waits no longer. */
  void whenLate(long millis, Runnable task) {
    timer = vertx.setTimer(Math.clamp(millis, 1, MAX_TIMEOUT_MILLIS), _ -> task.run());
  }

  /** Passes on the request's body, or refuses one that is too large. */
  void body(Consumer<byte[]> whole) {
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() + chunk.length() <= Protocol.MAX_BODY_BYTES) {
        body.appendBuffer(chunk);
      } else {
        refuse(413, "a request has at most " + Protocol.MAX_BODY_BYTES + " bytes");
      }
    });
    request.endHandler(_ -> {
      if (!over) {
        whole.accept(body.getBytes());
      }
    });
    request.resume();
  }

  void answer(byte[] json) {
    finish(200, json);
  }

  void refuse(int status, String reason) {
    finish(status, ReasonMapper.encode(reason));
  }

  /** Gives up an answer that has begun; the agent sees that it is not whole. */
  void breakOff() {
    if (end()) {
      response.reset();
    }
  }

  private void finish(int status, byte[] json) {
    if (end()) {
      response
          .setStatusCode(status)
          .putHeader("content-type", "application/json")
          .end(Buffer.buffer(json))
          .onComplete(_ -> delivered.run(), _ -> undelivered.run());
    }
  }

  /** Whether this is the end of the exchange, and not something after it. */
  boolean end() {
    if (over) {
      return false;
    }
    over = true;
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    return true;
  }
}
