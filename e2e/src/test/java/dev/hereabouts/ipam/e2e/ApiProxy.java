package dev.hereabouts.ipam.e2e;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;

/**
 * A proxy in front of an API server that does to each request what a rule says. It speaks HTTP/2
 * over TLS on both sides and shows the API server's own certificate, so that a client needs nothing
 * but its address. What no rule is for, watches too, streams through it.
 */
final class ApiProxy implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int WINDOW_BYTES = 4 << 20;
  private static final int HEADER_BYTES = 64 << 10;
  private static final int MOST_STREAMS = 1_000;

  private final Vertx vertx;
  private final HttpClient client;
  private final HttpServer server;
  private volatile Rule rule = _ -> Fate.PASS;

  /** Says what becomes of each request, called in the order in which they came whole. */
  @FunctionalInterface
  interface Rule {
    Fate fate(ApiRequest request);
  }

  private ApiProxy(ControlPlane controlPlane) {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(HOST)
                .setDefaultPort(controlPlane.url().getPort())
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setMaxHeaderSize(HEADER_BYTES)
                .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW_BYTES))
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(controlPlane.caCertificate().toString())),
            new PoolOptions().setHttp2MaxSize(1));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(HOST)
                    .setPort(0)
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setMaxHeaderSize(HEADER_BYTES)
                    .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                    .setInitialSettings(
                        new Http2Settings()
                            .setMaxConcurrentStreams(MOST_STREAMS)
                            .setInitialWindowSize(WINDOW_BYTES))
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .addCertPath(controlPlane.servingCertificate().toString())
                            .addKeyPath(controlPlane.servingKey().toString())))
            .requestHandler(this::take);
  }

  /** Starts one, and returns when it listens. */
  static ApiProxy start(ControlPlane controlPlane) {
    ApiProxy proxy = new ApiProxy(controlPlane);
    proxy.server.listen().await();
    return proxy;
  }

  /** What takes the place of {@link ControlPlane#url()}. */
  URI url() {
    return URI.create("https://" + HOST + ":" + server.actualPort());
  }

  /** From now on requests fare as this says. */
  void rule(Rule next) {
    rule = next;
  }

  /** From now on all requests pass; what is held stays held. */
  void passAll() {
    rule = _ -> Fate.PASS;
  }

  private void take(HttpServerRequest request) {
    Passage passage = new Passage(vertx.getOrCreateContext(), client, request);
    request
        .body()
        .onSuccess(body -> {
          ApiRequest whole =
              new ApiRequest(
                  request.method().name(),
                  String.valueOf(request.path()),
                  String.valueOf(request.query()),
                  body.toString());
          passage.go(body, rule.fate(whole));
        });
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
