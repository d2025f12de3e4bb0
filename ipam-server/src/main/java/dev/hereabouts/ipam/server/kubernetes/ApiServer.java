package dev.hereabouts.ipam.server.kubernetes;

import java.util.function.Consumer;

/**
 * The Kubernetes API as bytes: paths, bodies and answers as its reference has them.
 *
 * <p>Called on the event loop, and answers there.
 */
public interface ApiServer {
  byte[] NO_BODY = {};

  /**
   * Sends one request; the callback is called exactly once, at the deadline at the latest.
   *
   * @param path with its query
   */
  void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done);

  /** Asks for an answer whose lines come one by one, for as long as the server sends them. */
  LineStream lines(String path, View view, Lines lines);

  default void request(Verb verb, String path, byte[] body, Consumer<ApiOutcome> done) {
    request(verb, path, body, View.WHOLE, done);
  }

  default void get(String path, Consumer<ApiOutcome> done) {
    request(Verb.GET, path, NO_BODY, done);
  }

  /** An answer that may go on. */
  interface LineStream {
    /** Ends it; nothing is told any more. */
    void close();
  }

  /** What is told of such an answer. */
  interface Lines {
    /** One line, without its end. */
    void line(byte[] line);

    /**
     * The end, told once: an answer that is no success, or why the lines stopped, which they do now
     * and then though all is well.
     */
    void ended(ApiOutcome how);
  }
}
