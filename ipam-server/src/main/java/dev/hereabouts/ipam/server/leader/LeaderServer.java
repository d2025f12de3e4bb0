package dev.hereabouts.ipam.server.leader;

import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.server.wire.LeaderInfo;
import dev.hereabouts.ipam.server.wire.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The allocator's server for agents: HTTP/2 over TLS, see docs/protocol.md. */
public final class LeaderServer {
  private static final int MAX_HEADER_BYTES = 64 << 10;
  private static final int STREAMS_PER_CONNECTION = 4_096;
  private static final int CONNECTION_WINDOW_BYTES = 4 << 20;

  /** Agents cancel what their callers wait for no longer, in bursts; that is no attack. */
  private static final int RESETS_PER_SECOND = 10_000;

  private static final String BEARER = "Bearer ";

  private final Vertx vertx;
  private final AgentIdentities identities;
  private final Leadership leadership;
  private final AgentRequests requests;
  private final AgentConnections connections;
  private final HttpServer server;
  private final Map<String, Route> routes;

  /** Serves a request of the agent of this node. */
  @FunctionalInterface
  private interface Route {
    void serve(Exchange exchange, String node);
  }

  public LeaderServer(
      Vertx vertx,
      ServerCertificate certificate,
      AgentIdentities identities,
      Leadership leadership) {
    this.vertx = vertx;
    this.identities = identities;
    this.leadership = leadership;
    this.requests = new AgentRequests(leadership);
    this.connections = new AgentConnections(leadership::heard);
    this.routes =
        Map.of(
            "POST " + Protocol.ADD, this::add,
            "POST " + Protocol.RELEASE, this::release,
            "POST " + Protocol.REPORT, this::report,
            "GET " + Protocol.NODE_ENTRIES, this::nodeEntries,
            "GET " + Protocol.LEADER, this::leader);
    this.server =
        vertx
            .createHttpServer(options(certificate))
            .connectionHandler(made -> connections.made(made, leadership.standing()))
            .requestHandler(this::receive);
  }

  private static HttpServerOptions options(ServerCertificate certificate) {
    return new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setKeyCertOptions(KeyCertOptions.wrap(certificate.keyManagers()))
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
        .setHttp2RstFloodMaxRstFramePerWindow(RESETS_PER_SECOND)
        .setHttp2RstFloodWindowDuration(1)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(STREAMS_PER_CONNECTION)
                .setMaxHeaderListSize(MAX_HEADER_BYTES));
  }

  /** Serves at this place, port 0 for any; gives the port. */
  public Future<Integer> listen(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  /** How many agents are connected that have asked for something. */
  public int agents() {
    return connections.nodes();
  }

  /** Stops serving; requests under way are cut off. */
  public Future<Void> close() {
    return server.close();
  }

  private void receive(HttpServerRequest request) {
    request.pause();
    Exchange exchange = new Exchange(vertx, request);
    String authorization = request.getHeader("authorization");
    if (authorization == null || !authorization.startsWith(BEARER)) {
      exchange.refuse(401, "a token is needed: Authorization: Bearer ...");
      return;
    }
    identities.identify(
        authorization.substring(BEARER.length()),
        identity -> {
          switch (identity) {
            case Identity.OfNode(String node) -> {
              leadership.heard(node);
              route(exchange, node);
            }
            case Identity.Refused(String reason) -> exchange.refuse(401, reason);
            case Identity.Undecided(String reason) -> exchange.refuse(503, reason);
          }
        });
  }

  private void route(Exchange exchange, String node) {
    if (exchange.isOver()) {
      return;
    }
    String path = exchange.request().path();
    Route route = routes.get(exchange.request().method() + " " + path);
    if (route != null) {
      route.serve(exchange, node);
      return;
    }
    boolean otherMethod = routes.containsKey("GET " + path) || routes.containsKey("POST " + path);
    exchange.refuse(
        otherMethod ? 405 : 404,
        "%s %s is not known to protocol %d: upgrade the allocator"
            .formatted(exchange.request().method(), path, Protocol.VERSION));
  }

  private void add(Exchange exchange, String node) {
    exchange.body(body -> {
      if (leads(exchange, node)) {
        requests.add(exchange, node, body);
      }
    });
  }

  private void release(Exchange exchange, String node) {
    exchange.body(body -> {
      if (leads(exchange, node)) {
        requests.release(exchange, node, body);
      }
    });
  }

  private void report(Exchange exchange, String node) {
    exchange.body(body -> {
      if (leads(exchange, node)) {
        requests.report(exchange, node, body);
      }
    });
  }

  private void nodeEntries(Exchange exchange, String node) {
    if (leads(exchange, node)) {
      List<Entry> entries =
          leadership.ledger().entries().filter(entry -> entry.node().equals(node)).toList();
      new EntriesAnswer(vertx, exchange, entries).start();
    }
  }

  private void leader(Exchange exchange, String node) {
    switch (leadership.standing()) {
      case Standing.Leads(String identity, long epoch) ->
          exchange.answer(new LeaderInfo(identity, epoch, Protocol.VERSION).encode());
      case Standing.Follows _, Standing.ShutsDown _ -> leads(exchange, node);
    }
  }

  /** Whether this leads, and on this connection; if not, the exchange is refused. */
  private boolean leads(Exchange exchange, String node) {
    return switch (leadership.standing()) {
      case Standing.Leads(String _, long epoch) -> {
        String objection = connections.objection(node, exchange.request().connection(), epoch);
        if (objection != null) {
          exchange.refuse(421, objection);
        }
        yield objection == null;
      }
      case Standing.Follows(String reason) -> {
        exchange.refuse(421, reason);
        yield false;
      }
      case Standing.ShutsDown(String reason) -> {
        exchange.refuse(503, reason);
        yield false;
      }
    };
  }
}
