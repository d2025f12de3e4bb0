package dev.hereabouts.ipam.server.loop;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxBootstrap;

/** Vert.x with one event loop: state that only this one touches needs no lock. */
public final class EventLoop {
  private EventLoop() {}

  /** Starts it, with no more threads than it needs and without a cache of files. */
  public static Vertx start() {
    VertxOptions small =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return VertxBootstrap.create().options(small).transport(new OneLoopTransport()).init().vertx();
  }
}
