package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Trust;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The API server over HTTPS: HTTP/2 on one connection where the server offers it, else HTTP/1.1 on
 * several.
 */
public final class HttpApiServer implements ApiServer {
  private static final int HTTP_1_CONNECTIONS = 32;
  private static final int WINDOW_BYTES = 4 << 20;
  private static final int HEADER_BYTES = 64 << 10;

  private final Vertx vertx;
  private final ApiAccess access;
  private final Duration deadline;
  private final HttpClient client;

  /**
   * Makes the client; it connects with its first request.
   *
   * @param vertx with one event loop, on which everything is called
   * @param deadline when a request without an answer is given up
   */
  public HttpApiServer(Vertx vertx, ApiAccess access, Duration deadline) {
    this.vertx = vertx;
    this.access = access;
    this.deadline = deadline;
    client =
        vertx.createHttpClient(
            options(access, deadline),
            new PoolOptions().setHttp1MaxSize(HTTP_1_CONNECTIONS).setHttp2MaxSize(1));
  }

  private static HttpClientOptions options(ApiAccess access, Duration deadline) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setDefaultHost(host(access))
            .setDefaultPort(access.port())
            .setConnectTimeout((int) deadline.toMillis())
            .setTcpKeepAlive(true)
            .setMaxHeaderSize(HEADER_BYTES);
    if (!access.isTls()) {
      return options;
    }
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ConnectionWindowSize(WINDOW_BYTES)
        .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW_BYTES));
    switch (access.trust()) {
      case Trust.Authorities(ApiAccess.Pem certificates) ->
          options.setTrustOptions(
              new PemTrustOptions().addCertValue(Buffer.buffer(certificates.bytes())));
      case Trust.Blind() -> options.setTrustAll(true).setVerifyHost(false);
      case Trust.Everyday() -> options.setVerifyHost(true);
    }
    ClientCertificate certificate = access.certificate();
    if (certificate != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(certificate.certificate().bytes()))
              .addKeyValue(Buffer.buffer(certificate.key().bytes())));
    }
    return options;
  }

  private static String host(ApiAccess access) {
    String host = access.server().getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
    Exchange exchange = new Exchange(vertx, deadline, describe(verb, path), done);
    try {
      RequestOptions options = head(method(verb), path, view);
      if (body.length > 0) {
        options.putHeader(
            "Content-Type",
            verb == Verb.PATCH ? "application/merge-patch+json" : "application/json");
      }
      exchange.start(client, options, Buffer.buffer(body));
    } catch (ApiAccessException e) {
      exchange.end(new ApiOutcome.NoAnswer(Exchange.reason(e)));
    }
  }

  @Override
  public LineStream lines(String path, View view, Lines lines) {
    HttpLineStream stream = new HttpLineStream(vertx, deadline, describe(Verb.GET, path), lines);
    try {
      stream.start(client, head(HttpMethod.GET, path, view));
    } catch (ApiAccessException e) {
      stream.end(new ApiOutcome.NoAnswer(Exchange.reason(e)));
    }
    return stream;
  }

  /** Ends the connections; what is in flight is answered as without an answer. */
  public void close() {
    client.close();
  }

  private RequestOptions head(HttpMethod method, String path, View view) throws ApiAccessException {
    String prefix = access.server().getPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setURI(
                (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path)
            .putHeader("Accept", view.accept)
            .putHeader("User-Agent", "hereabouts");
    String token = access.token().current();
    return token == null ? options : options.putHeader("Authorization", "Bearer " + token);
  }

  private String describe(Verb verb, String path) {
    int query = path.indexOf('?');
    return verb + " " + access.server() + (query < 0 ? path : path.substring(0, query));
  }

  private static HttpMethod method(Verb verb) {
    return switch (verb) {
      case GET -> HttpMethod.GET;
      case POST -> HttpMethod.POST;
      case PUT -> HttpMethod.PUT;
      case PATCH -> HttpMethod.PATCH;
      case DELETE -> HttpMethod.DELETE;
    };
  }
}
