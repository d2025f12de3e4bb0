package dev.hereabouts.ipam.server.kubernetes;

import dev.hereabouts.ipam.server.kubernetes.ApiAccess.ClientCertificate;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess.Trust;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one API server: HTTP/2 on one where the server offers it, else HTTP/1.1 on
 * several. They show a certificate, so another one needs new ones.
 */
final class HttpClients {
  private static final int HTTP_1_CONNECTIONS = 32;
  private static final int WINDOW_BYTES = 4 << 20;
  private static final int HEADER_BYTES = 64 << 10;

  private final Vertx vertx;
  private final ApiAccess access;
  private final Duration deadline;
  private volatile @Nullable Showing current;

  HttpClients(Vertx vertx, ApiAccess access, Duration deadline) {
    this.vertx = vertx;
    this.access = access;
    this.deadline = deadline;
  }

  /** Opens a request on a connection that shows the certificate. */
  Future<HttpClientRequest> request(
      RequestOptions options, @Nullable ClientCertificate certificate) {
    HttpClient client = showing(certificate);
    String tlsName = access.tlsName();
    if (tlsName == null) {
      return client.request(options);
    }
    options
        .setServer(SocketAddress.inetSocketAddress(access.port(), access.host()))
        .setHost(tlsName)
        .setPort(access.port());
    HostAndPort authority = HostAndPort.create(access.server().getHost(), access.port());
    return client.request(options).map(request -> request.authority(authority));
  }

  private HttpClient showing(@Nullable ClientCertificate certificate) {
    Showing now = current;
    if (now != null && now.isOf(certificate)) {
      return now.client();
    }
    HttpClient client =
        vertx.createHttpClient(
            options(certificate),
            new PoolOptions().setHttp1MaxSize(HTTP_1_CONNECTIONS).setHttp2MaxSize(1));
    current = new Showing(client, certificate);
    if (now != null) {
      now.client().shutdown(deadline);
    }
    return client;
  }

  private HttpClientOptions options(@Nullable ClientCertificate certificate) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setDefaultHost(access.host())
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
        .setForceSni(isName(access.tlsName()))
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
    if (certificate != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(certificate.certificate().bytes()))
              .addKeyValue(Buffer.buffer(certificate.key().bytes())));
    }
    return options;
  }

  private static boolean isName(@Nullable String tlsName) {
    return tlsName != null && !tlsName.contains(":") && !tlsName.matches("[0-9.]+");
  }

  void close() {
    Showing now = current;
    if (now != null) {
      now.client().close();
    }
  }

  private record Showing(HttpClient client, @Nullable ClientCertificate certificate) {
    boolean isOf(@Nullable ClientCertificate other) {
      return certificate == null ? other == null : certificate.equals(other);
    }
  }
}
