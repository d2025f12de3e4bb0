package dev.hereabouts.ipam.server.agent.remote;

import dev.hereabouts.ipam.server.agent.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to the leader: made anew, after a pause that doubles, until it stands. It is
 * given up when the leader does not answer a ping (RFC 9113, section 6.7), for a machine that died
 * closes nothing.
 *
 * <p>What is heard from a connection that was given up for another address counts no more.
 */
final class LeaderConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderConnection.class);

  /** TLS with many agents at once takes its time; a leader that is gone is found out by others. */
  private static final long CONNECT_MILLIS = 10_000;

  private static final long PING_PAUSE_MILLIS = 2_000;
  private static final long PING_ANSWER_MILLIS = 5_000;
  private static final int PING_BYTES = 8;

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LAST_PAUSE_MILLIS = 2_000;
  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;

  private final Timer timer;
  private final HttpClientAgent client;
  private final List<Runnable> listeners = new ArrayList<>();
  private final List<Consumer<String>> lostListeners = new ArrayList<>();
  private @Nullable LeaderAddress address;
  private @Nullable HttpClientConnection connection;
  private String reason = "no leader is known";
  private long pause = FIRST_PAUSE_MILLIS;
  private long generation;

  LeaderConnection(Vertx vertx, Timer timer) {
    this.timer = timer;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setVerifyHost(false)
                    .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES))
            .build();
  }

  /** Goes to the leader at this address, or, for null, to none. */
  void follow(@Nullable LeaderAddress next) {
    HttpClientConnection before = connection;
    generation++;
    address = next;
    connection = null;
    reason = "no leader is known";
    pause = FIRST_PAUSE_MILLIS;
    if (before != null) {
      before.close();
    }
    if (next != null) {
      connect(next, generation);
    }
  }

  @Nullable LeaderAddress address() {
    return address;
  }

  /** The connection if it stands, else null. */
  @Nullable HttpClientConnection connection() {
    return connection;
  }

  /** Why there is no connection. */
  String reason() {
    return reason;
  }

  void onConnected(Runnable listener) {
    listeners.add(listener);
  }

  void onLost(Consumer<String> listener) {
    lostListeners.add(listener);
  }

  void close() {
    follow(null);
    client.close();
  }

  private void connect(LeaderAddress to, long turn) {
    reason = "connecting to the leader at " + to;
    client
        .connect(
            new HttpConnectOptions()
                .setHost(to.host())
                .setPort(to.port())
                .setSsl(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setConnectTimeout(CONNECT_MILLIS)
                .setSslOptions(
                    new ClientSSLOptions()
                        .setUseAlpn(true)
                        .setApplicationLayerProtocols(List.of("h2"))
                        .setHostnameVerificationAlgorithm("")
                        .setTrustOptions(
                            TrustOptions.wrap(new PinnedCertificate(to.certificateSha256())))))
        .onComplete(made -> connected(made, to, turn), failure -> failed(failure, to, turn));
  }

  private void connected(HttpClientConnection made, LeaderAddress to, long turn) {
    if (turn != generation) {
      made.close();
      return;
    }
    LOG.info("connected to the leader at {}", to);
    connection = made;
    made.closeHandler(_ -> lost(made, to, "closed the connection"));
    pingLater(made, to);
    listeners.forEach(Runnable::run);
  }

  private void pingLater(HttpClientConnection asked, LeaderAddress to) {
    timer.after(PING_PAUSE_MILLIS, () -> ping(asked, to));
  }

  private void ping(HttpClientConnection asked, LeaderAddress to) {
    if (!asked.equals(connection)) {
      return;
    }
    Consumer<Boolean> once =
        timer.first(
            PING_ANSWER_MILLIS,
            answered -> {
              if (answered) {
                pause = FIRST_PAUSE_MILLIS;
                pingLater(asked, to);
              }
            },
            () -> {
              lost(asked, to, "has not answered for " + PING_ANSWER_MILLIS / 1_000 + " s");
              asked.close();
            });
    asked
        .ping(Buffer.buffer(new byte[PING_BYTES]))
        .onComplete(_ -> once.accept(true), _ -> once.accept(false));
  }

  private void lost(HttpClientConnection ended, LeaderAddress to, String why) {
    if (ended.equals(connection)) {
      connection = null;
      reason = "the leader at " + to + " " + why;
      LOG.warn("{}", reason);
      lostListeners.forEach(listener -> listener.accept(reason));
      again(to, generation);
    }
  }

  private void failed(Throwable failure, LeaderAddress to, long turn) {
    if (turn == generation) {
      reason = "the leader at " + to + " cannot be reached: " + rootOf(failure);
      LOG.warn("{}", reason);
      again(to, turn);
    }
  }

  private void again(LeaderAddress to, long turn) {
    timer.after(
        pause,
        () -> {
          if (turn == generation) {
            connect(to, turn);
          }
        });
    pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
