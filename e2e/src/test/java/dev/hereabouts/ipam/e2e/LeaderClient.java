package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Who speaks to the leader as an agent does, by docs/protocol.md, with any token. */
final class LeaderClient implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI leader;

  private LeaderClient(HttpClient client, URI leader) {
    this.client = client;
    this.leader = leader;
  }

  /** A connection of its own to the leader that the cluster's record names. */
  static LeaderClient connect(Cluster cluster)
      throws IOException, InterruptedException, GeneralSecurityException {
    var record =
        Json.parse(
                cluster
                    .api()
                    .waitUntilServed(
                        "/api/v1/namespaces/"
                            + Cluster.NAMESPACE
                            + "/configmaps/hereabouts-allocator")
                    .body())
            .path("data");
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(
        null, new TrustManager[] {new Pinned(record.path("certificateSha256").asText())}, null);
    return new LeaderClient(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(tls).build(),
        URI.create("https://" + record.path("host").asText() + ":" + record.path("port").asText()));
  }

  /** What the leader answered. */
  record Response(int status, String body) {}

  Response get(String path, @Nullable String token) throws IOException, InterruptedException {
    return send(request(path, token).GET().build());
  }

  Response post(String path, @Nullable String token, String body)
      throws IOException, InterruptedException {
    return send(request(path, token).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(leader.resolve(path))
            .timeout(ANSWER)
            .header("hereabouts-protocol", "1")
            .header("hereabouts-remaining-ms", "20000");
    return token == null ? request : request.header("authorization", "Bearer " + token);
  }

  private Response send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Response(response.statusCode(), response.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Trusts the certificate with this SHA-256 alone. */
  private static final class Pinned extends X509ExtendedTrustManager {
    private final String sha256;

    Pinned(String sha256) {
      this.sha256 = sha256;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
        if (!HexFormat.of().formatHex(digest).equals(sha256)) {
          throw new CertificateException("not the published certificate");
        }
      } catch (GeneralSecurityException e) {
        throw new CertificateException(e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("for servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("for servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("for servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
