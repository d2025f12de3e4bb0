package dev.hereabouts.ipam.server.node;

import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.server.agent.CniService;
import dev.hereabouts.ipam.server.agent.Deadlines;
import dev.hereabouts.ipam.server.agent.NetworkNamespaces;
import dev.hereabouts.ipam.server.agent.Node;
import dev.hereabouts.ipam.server.agent.SandboxHistory;
import dev.hereabouts.ipam.server.agent.SandboxMemory;
import dev.hereabouts.ipam.server.agent.SteadyClock;
import dev.hereabouts.ipam.server.agent.Timer;
import dev.hereabouts.ipam.server.allocator.Allocator;
import dev.hereabouts.ipam.server.allocator.Pacing;
import dev.hereabouts.ipam.server.allocator.WriteListener;
import dev.hereabouts.ipam.server.files.AllowedDirectories;
import dev.hereabouts.ipam.server.files.NetworkLogFiles;
import dev.hereabouts.ipam.server.files.NodeFlatFiles;
import dev.hereabouts.ipam.server.http.AgentServer;
import dev.hereabouts.ipam.server.http.MetricsServer;
import dev.hereabouts.ipam.server.http.Questions;
import dev.hereabouts.ipam.server.http.SocketFile;
import dev.hereabouts.ipam.server.loop.EventLoop;
import dev.hereabouts.ipam.server.metrics.Metrics;
import dev.hereabouts.ipam.server.metrics.PoolNumbers;
import dev.hereabouts.ipam.server.service.ListenAddress;
import dev.hereabouts.ipam.server.service.ProgramVersion;
import dev.hereabouts.ipam.server.signals.AuditLog;
import dev.hereabouts.ipam.server.store.embedded.EmbeddedStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Agent and allocator in one process on an embedded store: the service without a cluster. */
public final class Standalone implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

  private final Vertx vertx;
  private final Context context;
  private final ExecutorService storeThread;
  private final EmbeddedStore store;
  private final SocketFile socketFile;
  private final AllowedDirectories allowed;
  private final NetworkLogFiles networkLogs;
  private final Metrics metrics = new Metrics(ProgramVersion.text());
  private @Nullable AgentServer server;

  private Standalone(
      SocketFile socketFile,
      EmbeddedStore store,
      ExecutorService storeThread,
      AllowedDirectories allowed) {
    this.allowed = allowed;
    this.networkLogs = new NetworkLogFiles(allowed, InstantSource.system());
    this.socketFile = socketFile;
    this.store = store;
    this.storeThread = storeThread;
    this.vertx = EventLoop.start();
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Opens the store, loads it, and serves on the socket.
   *
   * @throws IOException when the directory or the socket cannot be used, or another process uses it
   */
  public static Standalone start(Path socket, Path directory, String nodeName) throws IOException {
    return start(
        socket,
        directory,
        nodeName,
        AllowedDirectories.with(List.of()),
        InstantSource.system(),
        null);
  }

  /**
   * As {@link #start(Path, Path, String)}.
   *
   * @param allowed where files lie that networks may name
   * @param clock says when an entry was made, for people only
   * @param metrics where it is scraped, or null
   */
  public static Standalone start(
      Path socket,
      Path directory,
      String nodeName,
      AllowedDirectories allowed,
      InstantSource clock,
      @Nullable ListenAddress metrics)
      throws IOException {
    ExecutorService storeThread =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().name("store").daemon().unstarted(task));
    EmbeddedStore store = EmbeddedStore.open(directory, storeThread);
    Standalone standalone;
    try {
      standalone = new Standalone(SocketFile.prepare(socket), store, storeThread, allowed);
    } catch (SocketFile.SocketUnavailableException e) {
      store.close();
      throw e;
    }
    Node node = new Node(nodeName, clock, store.nextEpoch());
    try {
      standalone.serve(node).await();
      if (metrics != null) {
        standalone.onLoop(() ->
            MetricsServer.start(
                standalone.vertx, metrics.host(), metrics.port(), standalone.metrics::scrape));
      }
      return standalone;
    } catch (RuntimeException e) {
      standalone.close();
      throw new IOException("cannot serve on " + socket + ": " + e.getMessage(), e);
    }
  }

  private Future<Void> serve(Node node) {
    Promise<Void> serving = Promise.promise();
    context.runOnContext(_ -> load(node, serving));
    return serving.future();
  }

  private void load(Node node, Promise<Void> serving) {
    SandboxHistory history =
        new SandboxHistory(
            store.sandboxes(),
            this::onLoop,
            new SteadyClock(InstantSource.system(), System::nanoTime));
    SecureRandom random = new SecureRandom();
    Allocator allocator =
        new Allocator(
            this::onLoop,
            (millis, task) -> vertx.setTimer(millis, _ -> task.run()),
            store,
            () -> new OwnershipId(random.nextLong(), random.nextLong()),
            node.name(),
            Pacing.NONE,
            WriteListener.both(metrics.writes(), new AuditLog()));
    store
        .sandboxes()
        .load(outcome ->
            onLoop(() -> {
              switch (outcome) {
                case SandboxMemory.LoadOutcome.Failed(String reason) -> serving.fail(reason);
                case SandboxMemory.LoadOutcome.Loaded(var sandboxes) -> {
                  sandboxes.forEach(history::restore);
                  lead(allocator, history, node, serving);
                }
              }
            }));
  }

  private void lead(Allocator allocator, SandboxHistory history, Node node, Promise<Void> serving) {
    allocator.lead(failure -> {
      if (failure != null) {
        serving.fail(failure);
        return;
      }
      LOG.info(
          "loaded {} entries in {} pools",
          allocator.ledger().size(),
          allocator.ledger().pools().size());
      LocalAllocations allocations = new LocalAllocations(allocator, store::brokenReason);
      CniService service =
          new CniService(
              allocations,
              history,
              NetworkNamespaces.ofThisNode(),
              new NodeFlatFiles(allowed),
              networkLogs,
              node,
              timer(),
              Deadlines.CONTRACT);
      server =
          new AgentServer(
              vertx, service, Questions.ofAll(allocator.ledger()), allocations::outage, metrics);
      metrics.pools(PoolNumbers.Source.of(allocator.ledger()));
      server.listen(socketFile).onComplete(serving);
      Housekeeping.start(vertx, server::served);
    });
  }

  private Timer timer() {
    return (millis, task) -> {
      long id = vertx.setTimer(millis, _ -> task.run());
      return () -> vertx.cancelTimer(id);
    };
  }

  private void onLoop(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  /** Stops serving, and closes the store when what was begun is written. */
  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close().await();
    }
    vertx.close().await();
    store.close();
    storeThread.shutdown();
    networkLogs.close();
    socketFile.remove();
  }
}
