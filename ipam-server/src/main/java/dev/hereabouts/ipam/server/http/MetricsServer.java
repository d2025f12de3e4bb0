package dev.hereabouts.ipam.server.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server that Prometheus scrapes: {@code GET /metrics} over plain HTTP, and nothing else. */
public final class MetricsServer {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final int IDLE_SECONDS = 120;

  private final HttpServer server;
  private final Supplier<String> scrape;

  /**
   * @param scrape gives the text
   */
  public MetricsServer(Vertx vertx, Supplier<String> scrape) {
    this.scrape = scrape;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setIdleTimeout(IDLE_SECONDS)
                    .setHttp2ClearTextEnabled(false))
            .requestHandler(this::serve);
  }

  /** Serves at this place, port 0 for any. */
  public Future<Void> listen(String host, int port) {
    return server
        .listen(port, host)
        .map(listening -> {
          String shown = host.contains(":") ? "[" + host + "]" : host;
          LOG.info("metrics at http://{}:{}/metrics", shown, listening.actualPort());
          return null;
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
