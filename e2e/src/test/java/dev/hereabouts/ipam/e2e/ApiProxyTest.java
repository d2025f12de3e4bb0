package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The proxy between a client that knows nothing of it and a real API server. */
final class ApiProxyTest {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final long LIMIT_SECONDS = 60;

  private static ControlPlane controlPlane;
  private static ApiProxy proxy;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    var reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), reason::orElseThrow);
    controlPlane = ControlPlane.start();
    proxy = ApiProxy.start(controlPlane);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trust()).build();
  }

  @AfterAll
  static void stop() throws Exception {
    if (client != null) {
      client.shutdownNow();
    }
    if (proxy != null) {
      proxy.close();
    }
    if (controlPlane != null) {
      controlPlane.close();
    }
  }

  @AfterEach
  void passAll() {
    proxy.passAll();
  }

  /** The authority that a kubeconfig file names. */
  private static SSLContext trust() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(Files.readAllBytes(controlPlane.caCertificate()))));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @Test
  @DisplayName("what passes is done and answered as without the proxy, over HTTP/2")
  void passes() throws Exception {
    HttpResponse<String> created = send("POST", CONFIG_MAPS, configMap("passes", "1"));

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.version()).isEqualTo(HttpClient.Version.HTTP_2);
    HttpResponse<String> read = send("GET", CONFIG_MAPS + "/passes?pretty=false", "");
    assertThat(read.body())
        .isEqualTo(controlPlane.api().get(CONFIG_MAPS + "/passes?pretty=false").body());
    assertThat(send("DELETE", CONFIG_MAPS + "/passes", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", CONFIG_MAPS + "/passes", "").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("a watch streams through it, event by event, while other requests go on")
  void streams() throws Exception {
    HttpResponse<InputStream> watch =
        client.send(
            request("GET", CONFIG_MAPS + "?watch=true&fieldSelector=metadata.name%3Dwatched", ""),
            BodyHandlers.ofInputStream());
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      assertThat(send("POST", CONFIG_MAPS, configMap("watched", "1")).statusCode()).isEqualTo(201);
      assertThat(line(events)).startsWith("{\"type\":\"ADDED\"");
      assertThat(send("PUT", CONFIG_MAPS + "/watched", configMap("watched", "2")).statusCode())
          .isEqualTo(200);
      assertThat(line(events)).startsWith("{\"type\":\"MODIFIED\"");
    }
  }

  @Test
  @DisplayName("a late request lands when it is let go, though its client gave up before")
  void late() throws Exception {
    Fate.Late late = new Fate.Late();
    CompletableFuture<ApiRequest> seen = new CompletableFuture<>();
    proxy.rule(request -> {
      if (!request.method().equals("POST")) {
        return Fate.PASS;
      }
      seen.complete(request);
      return late;
    });
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request("POST", CONFIG_MAPS, configMap("late", "1")), BodyHandlers.ofString());
    assertThat(seen.get(LIMIT_SECONDS, TimeUnit.SECONDS).path()).isEqualTo(CONFIG_MAPS);
    answer.cancel(true);
    assertThat(exists("late")).isFalse();

    late.release();

    assertThat(late.landed().get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(201);
    assertThat(exists("late")).isTrue();
  }

  @Test
  @DisplayName("a delayed request is answered after the delay to a client that waits")
  void delayed() throws Exception {
    Duration delay = Duration.ofMillis(200);
    proxy.rule(_ -> Fate.Late.after(delay));
    long start = System.nanoTime();

    assertThat(send("POST", CONFIG_MAPS, configMap("delayed", "1")).statusCode()).isEqualTo(201);

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
  }

  @Test
  @DisplayName("an answer is lost after the write took effect: the stream alone, or the connection")
  void answerLost() throws Exception {
    HttpResponse<InputStream> watch =
        client.send(
            request("GET", CONFIG_MAPS + "?watch=true&fieldSelector=metadata.name%3Dstream", ""),
            BodyHandlers.ofInputStream());
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      proxy.rule(_ -> new Fate.AnswerLost(Fate.Cut.STREAM));
      assertThatThrownBy(() -> send("POST", CONFIG_MAPS, configMap("stream", "1")))
          .isInstanceOf(IOException.class);
      assertThat(exists("stream")).isTrue();
      assertThat(line(events)).as("the other stream goes on").startsWith("{\"type\":\"ADDED\"");

      proxy.rule(_ -> new Fate.AnswerLost(Fate.Cut.CONNECTION));
      assertThatThrownBy(() -> send("POST", CONFIG_MAPS, configMap("connection", "1")))
          .isInstanceOf(IOException.class);
      assertThat(exists("connection")).isTrue();
      assertThatThrownBy(() -> line(events))
          .as("the other stream ends with the connection")
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("what is dropped or refused does not reach the API server")
  void notForwarded() throws Exception {
    proxy.rule(_ -> new Fate.Dropped(Fate.Cut.STREAM));
    assertThatThrownBy(() -> send("POST", CONFIG_MAPS, configMap("dropped", "1")))
        .isInstanceOf(IOException.class);
    proxy.rule(_ -> new Fate.Refused(409, "Conflict"));
    HttpResponse<String> refused = send("POST", CONFIG_MAPS, configMap("refused", "1"));

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(Json.parse(refused.body()).path("reason").asText()).isEqualTo("Conflict");
    assertThat(exists("dropped")).isFalse();
    assertThat(exists("refused")).isFalse();
  }

  @Test
  @DisplayName("what is sent twice is done twice, and the second answer comes")
  void twice() throws Exception {
    proxy.rule(_ -> new Fate.Twice());

    assertThat(send("POST", CONFIG_MAPS, configMap("twice", "1")).statusCode()).isEqualTo(409);

    assertThat(exists("twice")).isTrue();
  }

  @Test
  @DisplayName("an API server that is down looks so, and serves through the proxy when it is back")
  void apiServerGoes() throws Exception {
    controlPlane.killApiServer();
    assertThatThrownBy(() -> send("GET", CONFIG_MAPS, "")).isInstanceOf(IOException.class);
    controlPlane.startApiServer();

    assertThat(send("GET", CONFIG_MAPS, "").statusCode()).isEqualTo(200);
  }

  private static String line(BufferedReader events) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return events.readLine();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            })
        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static boolean exists(String name) throws Exception {
    return controlPlane.api().get(CONFIG_MAPS + "/" + name).status() == 200;
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(request(method, path, body), BodyHandlers.ofString());
  }

  private static HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(proxy.url().resolve(path))
        .timeout(Duration.ofSeconds(LIMIT_SECONDS))
        .header("Authorization", "Bearer " + controlPlane.adminToken())
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static String configMap(String name, String value) {
    return "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"value\":\"%s\"}}".formatted(name, value);
  }
}
