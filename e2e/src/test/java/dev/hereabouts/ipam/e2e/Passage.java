package dev.hereabouts.ipam.e2e;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way of one request through {@link ApiProxy}. All happens on the proxy's event loop. */
final class Passage {
  /** Headers of a connection rather than of a message. */
  private static final Set<String> OF_CONNECTION =
      Set.of("host", "connection", "content-length", "transfer-encoding");

  private final Context context;
  private final HttpClient client;
  private final HttpServerRequest request;
  private @Nullable HttpClientRequest streaming;
  private boolean clientGone;

  Passage(Context context, HttpClient client, HttpServerRequest request) {
    this.context = context;
    this.client = client;
    this.request = request;
    request.response().exceptionHandler(_ -> clientIsGone());
    request.response().closeHandler(_ -> clientIsGone());
  }

  /** An answer of the API server that has come whole. */
  private record Whole(int status, MultiMap headers, Buffer body) {}

  void go(Buffer body, Fate fate) {
    switch (fate) {
      case Fate.Pass _ -> stream(body);
      case Fate.Held(CompletableFuture<?> until) ->
          Future.fromCompletionStage(until, context).onSuccess(_ -> streamStill(body));
      case Fate.Late(CompletableFuture<?> until, CompletableFuture<Integer> landed) ->
          Future.fromCompletionStage(until, context).onSuccess(_ -> land(body, landed));
      case Fate.AnswerLost(Fate.Cut cut) -> forward(body).onComplete(_ -> cut(cut));
      case Fate.Dropped(Fate.Cut cut) -> cut(cut);
      case Fate.Refused(int status, String reason) -> refuse(status, reason);
      case Fate.Twice _ ->
          forward(body)
              .compose(_ -> forward(body))
              .onSuccess(this::answer)
              .onFailure(_ -> cut(Fate.Cut.STREAM));
    }
  }

  private void streamStill(Buffer body) {
    if (!clientGone) {
      stream(body);
    }
  }

  /** Forwards it and streams the answer; a client that goes takes the request with it. */
  private void stream(Buffer body) {
    send(body, true)
        .onSuccess(response -> {
          HttpServerResponse to = request.response();
          to.setStatusCode(response.statusCode());
          copy(response.headers(), to.headers());
          to.writeHead();
          response.pipe().endOnFailure(false).to(to).onFailure(_ -> cut(Fate.Cut.STREAM));
        })
        .onFailure(_ -> cut(Fate.Cut.STREAM));
  }

  private void land(Buffer body, CompletableFuture<Integer> landed) {
    forward(body)
        .onSuccess(answer -> {
          answer(answer);
          landed.complete(answer.status());
        })
        .onFailure(failure -> {
          cut(Fate.Cut.STREAM);
          landed.completeExceptionally(failure);
        });
  }

  /** Forwards it whatever the client does. */
  private Future<Whole> forward(Buffer body) {
    return send(body, false)
        .compose(response ->
            response
                .body()
                .map(bytes -> new Whole(response.statusCode(), response.headers(), bytes)));
  }

  private Future<HttpClientResponse> send(Buffer body, boolean streamed) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    copy(request.headers(), headers);
    return client
        .request(
            new RequestOptions()
                .setMethod(request.method())
                .setURI(request.uri())
                .setHeaders(headers))
        .compose(opened -> {
          if (streamed) {
            streaming = opened;
            if (clientGone) {
              opened.reset();
            }
          }
          return opened.send(body);
        });
  }

  private static void copy(MultiMap from, MultiMap to) {
    from.forEach((name, value) -> {
      if (!OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
        to.add(name, value);
      }
    });
  }

  private void answer(Whole answer) {
    if (!clientGone) {
      copy(answer.headers(), request.response().headers());
      request.response().setStatusCode(answer.status()).end(answer.body());
    }
  }

  private void refuse(int status, String reason) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(
            """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
            "reason":"%s","message":"refused by the proxy","code":%d}\
            """
                .formatted(reason, status));
  }

  private void cut(Fate.Cut cut) {
    if (clientGone) {
      return;
    }
    switch (cut) {
      case STREAM -> request.response().reset();
      case CONNECTION -> request.connection().close();
      case SILENCE -> {}
    }
  }

  private void clientIsGone() {
    clientGone = true;
    if (streaming != null) {
      streaming.reset();
    }
  }
}
