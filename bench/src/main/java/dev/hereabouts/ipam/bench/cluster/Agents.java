package dev.hereabouts.ipam.bench.cluster;

import dev.hereabouts.ipam.server.agent.remote.LeaderAddress;
import dev.hereabouts.ipam.server.agent.remote.RemoteLeader;
import dev.hereabouts.ipam.server.cluster.LeaderRecord;
import dev.hereabouts.ipam.server.cluster.LeaderRecords;
import dev.hereabouts.ipam.server.cluster.NodeToken;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.wire.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The connections of as many nodes to the leader, each with a token of its own. */
final class Agents {
  private static final String NAMESPACE = "hereabouts-system";

  private final Vertx vertx;
  private final ApiServer api;
  private final List<RemoteLeader> connections = new ArrayList<>();

  Agents(Vertx vertx, ApiServer api) {
    this.vertx = vertx;
    this.api = api;
  }

  /** The first node is that of the agent that calls go through. */
  static String node(int index) {
    return "worker-" + (index + 2);
  }

  RemoteLeader of(int index) {
    return connections.get(index);
  }

  /** Asks for the tokens, finds the leader, and connects to it and to each that comes after it. */
  Future<Void> connect(int nodes) {
    List<Future<NodeToken>> tokens = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      tokens.add(token(node(i)));
    }
    return Future.all(tokens)
        .compose(_ -> {
          List<Future<Void>> connected = new ArrayList<>();
          tokens.forEach(token -> connected.add(connection(token.result())));
          new LeaderRecords(api, this::after, NAMESPACE).follow(this::follow);
          return Future.all(connected);
        })
        .mapEmpty();
  }

  private void follow(LeaderRecord record) {
    if (!record.identity().isEmpty()) {
      LeaderAddress address =
          new LeaderAddress(record.host(), record.port(), record.certificateSha256());
      connections.forEach(connection -> connection.follow(address));
    }
  }

  private Future<NodeToken> token(String node) {
    Promise<NodeToken> promise = Promise.promise();
    NodeToken token =
        new NodeToken(api, this::after, NAMESPACE, "hereabouts-agent", node, Protocol.AUDIENCE);
    token.start(failure -> {
      if (failure == null) {
        promise.tryComplete(token);
      } else {
        promise.tryFail(failure);
      }
    });
    return promise.future();
  }

  private Future<Void> connection(NodeToken token) {
    RemoteLeader connection = new RemoteLeader(vertx, this::cancellable, token::current);
    connections.add(connection);
    Promise<Void> connected = Promise.promise();
    connection.onConnected(connected::tryComplete);
    return connected.future();
  }

  private void after(long millis, Runnable task) {
    vertx.setTimer(Math.max(1, millis), _ -> task.run());
  }

  private Runnable cancellable(long millis, Runnable task) {
    long id = vertx.setTimer(Math.max(1, millis), _ -> task.run());
    return () -> vertx.cancelTimer(id);
  }
}
