package dev.hereabouts.ipam.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that Prometheus scrapes: {@code GET /metrics} over plain HTTP, and nothing else.
 *
 * <p>A place that cannot be had is tried again: what a node's pods need must not end because
 * somebody else has a port.
 */
public final class MetricsServer {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final int IDLE_SECONDS = 120;
  private static final long RETRY_MILLIS = 10_000;

  private final Vertx vertx;
  private final Supplier<String> scrape;

  private MetricsServer(Vertx vertx, Supplier<String> scrape) {
    this.vertx = vertx;
    this.scrape = scrape;
  }

  /**
   * Serves at this place from now on, or as soon as it can be had. To be called on the event loop.
   *
   * @param port 0 for any
   * @param scrape gives the text
   */
  public static void start(Vertx vertx, String host, int port, Supplier<String> scrape) {
    new MetricsServer(vertx, scrape).listen(host, port);
  }

  private void listen(String host, int port) {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    vertx
        .createHttpServer(
            new HttpServerOptions().setIdleTimeout(IDLE_SECONDS).setHttp2ClearTextEnabled(false))
        .requestHandler(this::serve)
        .listen(port, host)
        .onSuccess(
            server -> LOG.info("metrics at http://{}:{}/metrics", shown, server.actualPort()))
        .onFailure(failure -> {
          LOG.warn(
              "no metrics at {}:{}, trying again every {} s: {}",
              shown,
              port,
              RETRY_MILLIS / 1_000,
              failure.getMessage());
          vertx.setTimer(RETRY_MILLIS, _ -> listen(host, port));
        });
  }

  private void serve(HttpServerRequest request) {
    if (!"/metrics".equals(request.path())) {
      request.response().setStatusCode(404).end("use GET /metrics\n");
    } else if (!request.method().name().equals("GET")) {
      request.response().setStatusCode(405).putHeader("Allow", "GET").end("use GET /metrics\n");
    } else {
      answer(request, scrape.get());
    }
  }

  /** Answers with what was scraped. */
  static void answer(HttpServerRequest request, String text) {
    request
        .response()
        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .end(text);
  }
}
