package dev.hereabouts.ipam.server.http;

import dev.hereabouts.ipam.server.agent.CniService;
import dev.hereabouts.ipam.server.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server on the node's Unix socket. */
public final class AgentServer {
  /** Environment values may have 128 KiB each, three times that when percent-encoded. */
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private final HttpServer server;
  private long served;
  private final Metrics metrics;
  private final Map<String, Handler<HttpServerRequest>> routes;
  private final Supplier<@Nullable String> outage;

  /**
   * @param questions answers what the commands ask
   * @param outage why calls cannot be served now, or null
   */
  public AgentServer(
      Vertx vertx,
      CniService service,
      Questions questions,
      Supplier<@Nullable String> outage,
      Metrics metrics) {
    this.outage = outage;
    this.metrics = metrics;
    this.routes =
        Map.of(
            "POST /v1/cni", new CniHandler(service, metrics.calls()),
            "GET /v1/pools", questions::pools,
            "GET /v1/entries", questions::entries,
            "GET /healthz", this::health,
            "GET /metrics", this::metrics);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(8_192)
                    .setHttp2ClearTextEnabled(false))
            .requestHandler(this::route);
  }

  /** Serves at this place; the future fails when that cannot be. */
  public Future<Void> listen(SocketFile file) {
    return server
        .listen(SocketAddress.domainSocketAddress(file.bindPath().toString()))
        .compose(_ -> {
          try {
            file.publish();
            return Future.succeededFuture();
          } catch (IOException e) {
            return Future.failedFuture(e);
          }
        });
  }

  /** Stops serving; requests under way are cut off. */
  public Future<Void> close() {
    return server.close();
  }

  /** How many requests there were. */
  public long served() {
    return served;
  }

  private void route(HttpServerRequest request) {
    served++;
    String path = request.path();
    Handler<HttpServerRequest> handler = routes.get(request.method() + " " + path);
    if (handler != null) {
      handler.handle(request);
      return;
    }
    boolean otherMethod = routes.containsKey("GET " + path) || routes.containsKey("POST " + path);
    request
        .response()
        .setStatusCode(otherMethod ? 405 : 404)
        .end("use one of: " + String.join(", ", routes.keySet().stream().sorted().toList()) + "\n");
  }

  private void health(HttpServerRequest request) {
    String why = outage.get();
    request
        .response()
        .setStatusCode(why == null ? 200 : 503)
        .end(why == null ? "ok\n" : why + "\n");
  }

  private void metrics(HttpServerRequest request) {
    MetricsServer.answer(request, metrics.scrape());
  }
}
