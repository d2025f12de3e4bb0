package dev.hereabouts.ipam.server.leader;

import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which connection speaks for a node: the newest one that has asked for it, if it was made in this
 * leadership.
 *
 * <p>An agent that gives up a connection tells the DEL of what it sent there on the next one, or to
 * the next leader. What the network held up in the old one must not be decided after that: so the
 * next connection ends the ones before, and so does the next leadership.
 */
final class AgentConnections {
  private static final Logger LOG = LoggerFactory.getLogger(AgentConnections.class);
  private static final int SECONDS_TO_END = 1;

  private final Map<HttpConnection, Birth> births = new HashMap<>();
  private final Map<String, Birth> newest = new HashMap<>();
  private final Map<HttpConnection, String> nodes = new HashMap<>();
  private final Consumer<String> heard;
  private long made;

  /**
   * When a connection was made.
   *
   * @param number counts the connections
   * @param leadership in which it was, 0 for none
   */
  private record Birth(HttpConnection connection, long number, long leadership) {}

  /**
   * @param heard told of a node whose agent lives, as its pings show
   */
  AgentConnections(Consumer<String> heard) {
    this.heard = heard;
  }

  /** How many nodes have a connection that speaks for them. */
  int nodes() {
    return newest.size();
  }

  void made(HttpConnection connection, Standing standing) {
    births.put(
        connection,
        new Birth(
            connection,
            ++made,
            switch (standing) {
              case Standing.Leads(String _, long epoch) -> epoch;
              case Standing.Follows _, Standing.ShutsDown _ -> 0;
            }));
    connection.closeHandler(_ -> ended(connection));
    connection.pingHandler(_ -> pinged(connection));
  }

  /** A ping tells of an agent that asks for nothing, or whose token is not valid any more. */
  private void pinged(HttpConnection connection) {
    String node = nodes.get(connection);
    if (node != null) {
      heard.accept(node);
    }
  }

  private void ended(HttpConnection connection) {
    births.remove(connection);
    nodes.remove(connection);
    newest.values().removeIf(birth -> birth.connection().equals(connection));
  }

  /**
   * Lets a connection speak for the node and ends the one that did before; or ends this one, if it
   * is too old.
   *
   * @return why it may not, or null
   */
  @Nullable String objection(String node, HttpConnection connection, long leadership) {
    Birth birth = births.get(connection);
    if (birth == null) {
      return "the connection has ended";
    }
    if (birth.leadership() != leadership) {
      connection.shutdown(SECONDS_TO_END, TimeUnit.SECONDS);
      return "the connection was made before this allocator led; make a new one";
    }
    Birth before = newest.get(node);
    if (before != null && before.number() > birth.number()) {
      connection.shutdown(SECONDS_TO_END, TimeUnit.SECONDS);
      return "node " + node + " has made a newer connection";
    }
    newest.put(node, birth);
    nodes.put(connection, node);
    if (before != null && before.number() < birth.number()) {
      LOG.info("node {} has made a new connection; the one before is ended", node);
      before.connection().close();
    }
    return null;
  }
}
