package dev.hereabouts.ipam.server.loop;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.impl.transports.NioTransport;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on the loop that serves them. Vert.x has a thread of its own for that; a call
 * makes a new connection, so each would wait for one more thread to wake up.
 */
final class OneLoopTransport extends NioTransport {
  private @Nullable EventLoopGroup serving;

  @Override
  public EventLoopGroup eventLoopGroup(
      int type, int threads, ThreadFactory threadFactory, int ioRatio) {
    if (type == ACCEPTOR_EVENT_LOOP_GROUP && serving != null) {
      return serving;
    }
    EventLoopGroup group = super.eventLoopGroup(type, threads, threadFactory, ioRatio);
    if (type == IO_EVENT_LOOP_GROUP) {
      serving = group;
    }
    return group;
  }
}
