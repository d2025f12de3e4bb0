package dev.hereabouts.ipam.server.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.server.kubernetes.ApiOutcome.Answered;
import dev.hereabouts.ipam.server.loop.EventLoop;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests over TLS to a server that tells by what they come: the name, the token, the certificate.
 */
final class LoginRequestsTest {
  private static final String NAME = "inner.example";
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir static Path certificates;
  private static TestCertificate serverOwn;
  private static TestCertificate ann;
  private static TestCertificate ben;

  @TempDir Path directory;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Vertx vertx = EventLoop.start();
  private volatile String accepted = "";
  private HttpServer server;
  private ExecScene scene;

  @BeforeAll
  static void make() throws Exception {
    serverOwn = TestCertificate.make(certificates, NAME);
    ann = TestCertificate.make(certificates, "ann");
    ben = TestCertificate.make(certificates, "ben");
  }

  @BeforeEach
  void start() throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setUseAlpn(true)
            .setSni(true)
            .setClientAuth(ClientAuth.REQUEST)
            .setTrustOptions(
                new PemTrustOptions()
                    .addCertValue(Buffer.buffer(ann.pem()))
                    .addCertValue(Buffer.buffer(ben.pem())))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(serverOwn.pem()))
                    .addKeyValue(Buffer.buffer(serverOwn.keyPem())));
    server = vertx.createHttpServer(options).requestHandler(this::answer).listen().await();
    scene = new ExecScene(directory);
    scene.answerToken("first", ExecScene.BEGIN.plus(HOUR));
  }

  @AfterEach
  void stop() {
    vertx.close().timeout(60, TimeUnit.SECONDS).await();
  }

  private void answer(HttpServerRequest request) {
    String token = request.getHeader("Authorization");
    seen.add(
        "%s sni=%s authority=%s token=%s certificate=%s"
            .formatted(
                request.path(),
                request.connection().indicatedServerName(),
                request.authority(),
                token == null ? "-" : token.replace("Bearer ", ""),
                shown(request)));
    boolean taken = accepted.isEmpty() || ("Bearer " + accepted).equals(token);
    request.response().setStatusCode(taken ? 200 : 401).end("{}\n");
  }

  private static String shown(HttpServerRequest request) {
    try {
      return ((X509Certificate) request.connection().sslSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (SSLPeerUnverifiedException _) {
      return "-";
    }
  }

  private ApiAccess access(String... cluster) throws Exception {
    List<String> lines = new ArrayList<>(List.of(cluster));
    lines.add(
        "certificate-authority-data: "
            + Base64.getEncoder()
                .encodeToString(serverOwn.pem().getBytes(StandardCharsets.US_ASCII)));
    return scene
        .server("https://127.0.0.1:" + server.actualPort(), lines.toArray(String[]::new))
        .access();
  }

  private HttpApiServer open(Duration deadline) throws Exception {
    return new HttpApiServer(vertx, access("tls-server-name: " + NAME), deadline);
  }

  private <T> T call(Consumer<Promise<T>> task) {
    Promise<T> promise = Promise.promise();
    vertx.getOrCreateContext().runOnContext(_ -> task.accept(promise));
    return promise.future().timeout(60, TimeUnit.SECONDS).await();
  }

  private int status(ApiServer api, String path) {
    ApiOutcome outcome = call(promise -> api.get(path, promise::complete));
    assertThat(outcome).isInstanceOf(Answered.class);
    return ((Answered) outcome).status();
  }

  private String line(String token, String certificate, String path) {
    return "%s sni=%s authority=127.0.0.1:%d token=%s certificate=%s"
        .formatted(path, NAME, server.actualPort(), token, certificate);
  }

  @Test
  @DisplayName("tls-server-name is what the server is asked for, and what its certificate must be")
  void tlsName() throws Exception {
    HttpApiServer api = open(Duration.ofSeconds(30));
    assertThat(status(api, "/a")).isEqualTo(200);
    assertThat(seen).containsExactly(line("first", "-", "/a"));

    assertUnanswered(access(), "IP address 127.0.0.1");
    assertUnanswered(access("tls-server-name: outer.example"), "outer.example");
    assertThat(seen).hasSize(1);
  }

  private void assertUnanswered(ApiAccess access, String name) {
    HttpApiServer api = new HttpApiServer(vertx, access, Duration.ofSeconds(30));
    ApiOutcome outcome = call(promise -> api.get("/b", promise::complete));
    assertThat(outcome).isInstanceOf(ApiOutcome.NoAnswer.class);
    assertThat(((ApiOutcome.NoAnswer) outcome).reason())
        .contains("No ", "matching " + name + " found");
  }

  @Test
  @DisplayName("requests wait for new credentials where theirs have expired; one run is for all")
  void expired() throws Exception {
    HttpApiServer api = open(Duration.ofSeconds(60));
    scene.pass(HOUR);
    scene.answerToken("second", null);
    List<ApiOutcome> outcomes = new CopyOnWriteArrayList<>();
    call(promise -> {
      for (int i = 0; i < 20; i++) {
        api.get(
            "/a",
            outcome -> {
              outcomes.add(outcome);
              if (outcomes.size() == 20) {
                promise.complete(true);
              }
            });
      }
    });
    assertThat(seen).hasSize(20).containsOnly(line("second", "-", "/a"));
    assertThat(scene.runs()).isEqualTo(2);
  }

  @Test
  @DisplayName("a request or watch whose credentials are refused is sent again with new ones, once")
  void refused() throws Exception {
    HttpApiServer api = open(Duration.ofSeconds(60));
    accepted = "second";
    scene.answerToken("second", null);
    assertThat(status(api, "/a")).as("just given").isEqualTo(401);
    assertThat(seen).hasSize(1);
    scene.pass(Duration.ofSeconds(10));
    assertThat(status(api, "/b")).isEqualTo(200);
    assertThat(seen.subList(1, 3))
        .containsExactly(line("first", "-", "/b"), line("second", "-", "/b"));

    accepted = "third";
    scene.pass(Duration.ofSeconds(10));
    scene.answerToken("third", null);
    String read = call(promise -> readLine(api, promise));
    assertThat(read).isEqualTo("{}");
    assertThat(scene.runs()).isEqualTo(3);
  }

  private static void readLine(ApiServer api, Promise<String> promise) {
    api.lines(
        "/c",
        View.WHOLE,
        new ApiServer.Lines() {
          @Override
          public void line(byte[] line) {
            promise.tryComplete(new String(line, StandardCharsets.UTF_8));
          }

          @Override
          public void ended(ApiOutcome how) {
            promise.tryFail("ended: " + how);
          }
        });
  }

  @Test
  @DisplayName("why no credentials are to be had is what the request tells")
  void failing() throws Exception {
    HttpApiServer api = open(Duration.ofSeconds(60));
    scene.pass(HOUR);
    scene.answer("nothing");
    ApiOutcome outcome = call(promise -> api.get("/a", promise::complete));
    assertThat(outcome)
        .isEqualTo(
            new ApiOutcome.NoAnswer(
                directory.resolve("kubeconfig")
                    + ": users[0].user.exec.command "
                    + directory.resolve("login")
                    + " answered no ExecCredential: it is no JSON, or not of that form"));
    assertThat(seen).isEmpty();
  }

  @Test
  @DisplayName("a request does not wait for credentials longer than its deadline, and is not sent")
  void deadline() throws Exception {
    ApiAccess access = access("tls-server-name: " + NAME);
    HttpApiServer hasty = new HttpApiServer(vertx, access, Duration.ofMillis(500));
    HttpApiServer patient = new HttpApiServer(vertx, access, Duration.ofSeconds(60));
    scene.program(
        "login",
        "#!/bin/sh\nuntil [ -e \"$0.go\" ]; do sleep 0.1; done\ncat \"$(dirname \"$0\")/answer\"\n");
    scene.answerToken("second", null);
    scene.pass(HOUR);
    List<ApiOutcome> gone = new CopyOnWriteArrayList<>();
    ApiOutcome outcome =
        call(promise -> {
          patient.get("/b", promise::complete);
          hasty.get(
              "/a",
              late -> {
                gone.add(late);
                createFile(directory.resolve("login.go"));
              });
        });
    assertThat(outcome).isInstanceOf(Answered.class);
    assertThat(gone)
        .singleElement()
        .isInstanceOfSatisfying(
            ApiOutcome.NoAnswer.class,
            late -> assertThat(late.reason()).endsWith("no answer within 500 ms"));
    assertThat(seen).containsExactly(line("second", "-", "/b"));
  }

  private static void createFile(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("the command's certificate is shown, and a new one on a connection of its own")
  void certificates() throws Exception {
    scene.answerCertificate(ann, ExecScene.BEGIN.plus(HOUR));
    HttpApiServer api = open(Duration.ofSeconds(60));
    assertThat(status(api, "/a")).isEqualTo(200);
    scene.pass(HOUR);
    scene.answerCertificate(ben, ExecScene.BEGIN.plus(HOUR.multipliedBy(2)));
    assertThat(status(api, "/b")).isEqualTo(200);
    assertThat(seen).containsExactly(line("-", "CN=ann", "/a"), line("-", "CN=ben", "/b"));
  }
}
