package dev.hereabouts.ipam.server.agent.remote;

import dev.hereabouts.ipam.server.agent.Timer;
import dev.hereabouts.ipam.server.wire.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request to the leader on its way: a stream that is reset when the time for it is over. */
final class LeaderRequest {
  private static final int OK = 200;
  private static final long CANCEL = 0x8; // RFC 9113, section 7

  private final HttpMethod method;
  private final String path;
  private final byte @Nullable [] body;
  private final long remainingMillis;
  private @Nullable HttpClientRequest stream;
  private @Nullable Consumer<byte[]> pieces;
  private boolean late;

  LeaderRequest(HttpMethod method, String path, byte @Nullable [] body, long remainingMillis) {
    this.method = method;
    this.path = path;
    this.body = body;
    this.remainingMillis = Math.max(1, remainingMillis);
  }

  /** What came of it. */
  sealed interface Outcome {
    @SuppressWarnings("ArrayRecordComponent") // carried once, never compared
    record Responded(int status, byte[] body) implements Outcome {}

    record Failed(String reason) implements Outcome {}
  }

  void send(
      LeaderConnection connection, Timer timer, Supplier<String> token, Consumer<Outcome> done) {
    HttpClientConnection open = connection.connection();
    if (open == null) {
      done.accept(new Outcome.Failed(connection.reason()));
      return;
    }
    Consumer<Outcome> once =
        timer.first(remainingMillis, done, () -> done.accept(cancel(connection)));
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setURI(path)
            .putHeader("authorization", "Bearer " + token.get())
            .putHeader(Protocol.VERSION_HEADER, Integer.toString(Protocol.VERSION))
            .putHeader(Protocol.REMAINING_HEADER, Long.toString(remainingMillis));
    open.request(options)
        .compose(this::exchange)
        .onComplete(
            once::accept,
            failure ->
                once.accept(
                    new Outcome.Failed(
                        "the leader at %s did not answer: %s"
                            .formatted(connection.address(), failure.getMessage()))));
  }

  /** Gives the body of a 200 piece by piece to this; that of the outcome is empty then. */
  LeaderRequest inPieces(Consumer<byte[]> each) {
    pieces = each;
    return this;
  }

  private Future<Outcome> received(HttpClientResponse response) {
    Consumer<byte[]> each = pieces;
    if (each == null || response.statusCode() != OK) {
      return response.body().map(bytes -> responded(response.statusCode(), bytes));
    }
    Promise<Outcome> end = Promise.promise();
    response.exceptionHandler(end::tryFail);
    response.endHandler(_ -> end.tryComplete(responded(OK, Buffer.buffer())));
    response.handler(piece -> each.accept(piece.getBytes()));
    return end.future();
  }

  private static Outcome responded(int status, Buffer bytes) {
    return new Outcome.Responded(status, bytes.getBytes());
  }

  private Future<Outcome> exchange(HttpClientRequest opened) {
    stream = opened;
    if (late) {
      opened.reset(CANCEL);
      return Future.failedFuture("the time is over");
    }
    return (body == null ? opened.send() : opened.send(Buffer.buffer(body)))
        .compose(this::received);
  }

  private Outcome cancel(LeaderConnection connection) {
    late = true;
    if (stream != null) {
      stream.reset(CANCEL);
    }
    return new Outcome.Failed(
        "the leader at %s did not answer within %d ms"
            .formatted(connection.address(), remainingMillis));
  }
}
