package dev.hereabouts.ipam.server.cli;

import dev.hereabouts.ipam.server.loop.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Asks the running service, over its Unix socket. */
final class ServiceClient {
  private static final Duration TIME_OUT = Duration.ofSeconds(10);

  private final SocketChoice socket;
  private final Duration timeOut;

  ServiceClient(SocketChoice socket) {
    this(socket, TIME_OUT);
  }

  ServiceClient(SocketChoice socket, Duration timeOut) {
    this.socket = socket;
    this.timeOut = timeOut;
  }

  /**
   * The body of a {@code GET}'s answer.
   *
   * @throws ServiceException when nobody listens, or the answer is late, cut off or no success
   */
  byte[] get(String path, Map<String, String> parameters) throws ServiceException {
    Vertx vertx = EventLoop.start();
    try {
      HttpClient client = vertx.createHttpClient();
      return client
          .request(
              new RequestOptions()
                  .setServer(SocketAddress.domainSocketAddress(socket.path().toString()))
                  .setHost("localhost")
                  .setURI(path + query(parameters)))
          .recover(failure -> Future.failedFuture(ServiceException.unreachable(socket, failure)))
          .compose(this::exchange)
          .timeout(timeOut.toMillis(), TimeUnit.MILLISECONDS)
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .getBytes();
    } catch (CompletionException e) {
      throw explained(e.getCause() == null ? e : e.getCause());
    } finally {
      vertx.close().await();
    }
  }

  /** On the event loop: there the body is asked for before the next of its bytes can arrive. */
  private Future<Buffer> exchange(HttpClientRequest request) {
    return request.send().compose(this::body);
  }

  private Future<Buffer> body(HttpClientResponse response) {
    Future<Buffer> body = response.body();
    return response.statusCode() == 200
        ? body
        : body.compose(text ->
            Future.failedFuture(
                new ServiceException(
                    "the service at "
                        + socket
                        + " refused the question ("
                        + response.statusCode()
                        + "): "
                        + text.toString().strip())));
  }

  private ServiceException explained(Throwable failure) {
    return switch (failure) {
      case ServiceException explained -> explained;
      case TimeoutException _ ->
          new ServiceException(
              "the service at "
                  + socket
                  + " did not answer within "
                  + timeOut.toMillis()
                  + " ms; look at its log");
      default ->
          new ServiceException(
              "the answer of " + socket + " broke off: " + failure + "; look at the service's log");
    };
  }

  private static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
