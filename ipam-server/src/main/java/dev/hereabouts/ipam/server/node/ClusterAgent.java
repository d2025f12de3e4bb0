package dev.hereabouts.ipam.server.node;

import dev.hereabouts.ipam.core.allocation.Change;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.server.agent.CniService;
import dev.hereabouts.ipam.server.agent.Deadlines;
import dev.hereabouts.ipam.server.agent.NetworkNamespaces;
import dev.hereabouts.ipam.server.agent.Node;
import dev.hereabouts.ipam.server.agent.SandboxHistory;
import dev.hereabouts.ipam.server.agent.SandboxMemory;
import dev.hereabouts.ipam.server.agent.SteadyClock;
import dev.hereabouts.ipam.server.agent.cluster.ClusterAllocations;
import dev.hereabouts.ipam.server.agent.cluster.Pace;
import dev.hereabouts.ipam.server.agent.cluster.Patience;
import dev.hereabouts.ipam.server.agent.cluster.PatientMemory;
import dev.hereabouts.ipam.server.agent.cluster.ReleaseJournal;
import dev.hereabouts.ipam.server.agent.cluster.Tenure;
import dev.hereabouts.ipam.server.agent.remote.LeaderAddress;
import dev.hereabouts.ipam.server.agent.remote.RemoteLeader;
import dev.hereabouts.ipam.server.cluster.LeaderRecord;
import dev.hereabouts.ipam.server.cluster.LeaderRecords;
import dev.hereabouts.ipam.server.files.AllowedDirectories;
import dev.hereabouts.ipam.server.files.NetworkLogFiles;
import dev.hereabouts.ipam.server.files.NodeFlatFiles;
import dev.hereabouts.ipam.server.http.AgentServer;
import dev.hereabouts.ipam.server.http.MetricsServer;
import dev.hereabouts.ipam.server.http.Questions;
import dev.hereabouts.ipam.server.http.SocketFile;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.HttpApiServer;
import dev.hereabouts.ipam.server.loop.EventLoop;
import dev.hereabouts.ipam.server.metrics.Metrics;
import dev.hereabouts.ipam.server.service.ListenAddress;
import dev.hereabouts.ipam.server.service.ProgramVersion;
import dev.hereabouts.ipam.server.store.embedded.AgentState;
import dev.hereabouts.ipam.server.store.embedded.CountedStart;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent of one node of a cluster: serves the socket, and asks the allocator that leads. */
public final class ClusterAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterAgent.class);
  private static final Duration API_DEADLINE = Duration.ofSeconds(10);
  private static final long MEND_MILLIS = 2_000;

  private final Vertx vertx;
  private final Context context;
  private final HttpApiServer api;
  private final ExecutorService stateThread;
  private final AgentState state;
  private final SocketFile socketFile;
  private final PatientMemory sandboxes;
  private final AllowedDirectories allowed;
  private final NetworkLogFiles networkLogs;
  private final Metrics metrics = new Metrics(ProgramVersion.text());
  private final NetworkNamespaces namespaces = NetworkNamespaces.ofThisNode();
  private Tenure tenure = new Tenure(Long.MAX_VALUE, 0);
  private @Nullable RemoteLeader leader;
  private @Nullable AgentServer server;

  /** The API server and the loop, for a token that is asked for there. */
  public interface Tokens extends Function<ClusterAgent, Supplier<String>> {}

  private ClusterAgent(
      ApiAccess access,
      SocketFile socketFile,
      AgentState state,
      ExecutorService stateThread,
      AllowedDirectories allowed) {
    this.vertx = EventLoop.start();
    this.context = vertx.getOrCreateContext();
    this.api = new HttpApiServer(vertx, access, API_DEADLINE);
    this.socketFile = socketFile;
    this.state = state;
    this.stateThread = stateThread;
    this.allowed = allowed;
    this.networkLogs = new NetworkLogFiles(allowed, InstantSource.system());
    this.sandboxes = new PatientMemory(state.sandboxes(), this::onLoop);
  }

  /**
   * Opens the agent's state, and serves on the socket, whether a leader is there or not.
   *
   * @param namespace where the leader's record is
   * @param bootId the file that tells one boot of this machine from others
   * @param allowed where files lie that networks may name
   * @param tokens makes the source of the token that is shown to the leader
   * @param metrics where it is scraped, or null
   * @throws IOException when the directory or the socket cannot be used, or another process uses it
   */
  public static ClusterAgent start(
      ApiAccess access,
      String namespace,
      String nodeName,
      Path socket,
      Path directory,
      Path bootId,
      AllowedDirectories allowed,
      Tokens tokens,
      @Nullable ListenAddress metrics)
      throws IOException {
    ExecutorService stateThread =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().name("state").daemon().unstarted(task));
    AgentState state = AgentState.open(directory, stateThread);
    ClusterAgent agent;
    try {
      agent = new ClusterAgent(access, SocketFile.prepare(socket), state, stateThread, allowed);
    } catch (SocketFile.SocketUnavailableException e) {
      state.close();
      throw e;
    }
    CountedStart counted = state.nextStart(BootId.read(bootId));
    Node node = new Node(nodeName, InstantSource.system(), counted.epoch());
    agent.tenure = counted.tenure();
    Promise<Void> serving = Promise.promise();
    agent.onLoop(() -> agent.load(node, namespace, tokens.apply(agent), serving));
    try {
      serving.future().await();
      if (metrics != null) {
        agent.onLoop(() ->
            MetricsServer.start(
                agent.vertx, metrics.host(), metrics.port(), agent.metrics::scrape));
      }
      return agent;
    } catch (RuntimeException e) {
      agent.close();
      throw new IOException("cannot serve on " + socket + ": " + e.getMessage(), e);
    }
  }

  private void load(Node node, String namespace, Supplier<String> token, Promise<Void> serving) {
    SandboxHistory history =
        new SandboxHistory(
            sandboxes, this::onLoop, new SteadyClock(InstantSource.system(), System::nanoTime));
    state
        .sandboxes()
        .load(outcome ->
            onLoop(() -> {
              switch (outcome) {
                case SandboxMemory.LoadOutcome.Failed(String reason) -> serving.fail(reason);
                case SandboxMemory.LoadOutcome.Loaded(var sandboxes) -> {
                  sandboxes.forEach(history::restore);
                  loadJournal(node, namespace, token, history, serving);
                }
              }
            }));
  }

  private void loadJournal(
      Node node,
      String namespace,
      Supplier<String> token,
      SandboxHistory history,
      Promise<Void> serving) {
    state
        .journal()
        .load(outcome ->
            onLoop(() -> {
              switch (outcome) {
                case ReleaseJournal.LoadOutcome.Failed(String reason) -> serving.fail(reason);
                case ReleaseJournal.LoadOutcome.Loaded(var releases) -> {
                  RemoteLeader remote = new RemoteLeader(vertx, this::after, token);
                  leader = remote;
                  ClusterAllocations allocations =
                      new ClusterAllocations(
                          remote,
                          state.journal(),
                          state,
                          this::onLoop,
                          new Pace(
                              this::after,
                              () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                              new SecureRandom()),
                          Patience.within(Deadlines.CONTRACT),
                          node.name(),
                          node.epoch());
                  allocations.reportLostSandboxes(namespaces, tenure);
                  allocations.start(releases);
                  new LeaderRecords(
                          metrics.api().count(api),
                          (millis, task) -> after(millis, task),
                          namespace)
                      .follow(this::follow);
                  serve(node, history, allocations, serving);
                }
              }
            }));
  }

  private void serve(
      Node node, SandboxHistory history, ClusterAllocations allocations, Promise<Void> serving) {
    CniService service =
        new CniService(
            allocations,
            history,
            namespaces,
            new NodeFlatFiles(allowed),
            networkLogs,
            node,
            this::after,
            Deadlines.CONTRACT);
    server =
        new AgentServer(
            vertx,
            service,
            Questions.ofNode(() -> ledger(allocations), allocations::unknownEntries),
            allocations::outage,
            metrics);
    metrics.agent(
        () -> allocations.outage() == null,
        () -> (int) allocations.entriesOfNode().count(),
        allocations::waitingReleases);
    server.listen(socketFile).onComplete(serving);
    Housekeeping.start(vertx, server::served);
    vertx.setPeriodic(MEND_MILLIS, _ -> state.mend(() -> onLoop(() -> keepAgain(allocations))));
  }

  /** The disk, which was full, can be written again. */
  private void keepAgain(ClusterAllocations allocations) {
    sandboxes.keepAgain();
    allocations.journalAgain();
  }

  private static Ledger ledger(ClusterAllocations allocations) {
    Ledger ledger = new Ledger();
    allocations.entriesOfNode().forEach(entry -> ledger.apply(new Change.OfEntry(null, entry)));
    return ledger;
  }

  private void follow(LeaderRecord record) {
    if (leader == null) {
      return;
    }
    if (record.identity().isEmpty()) {
      leader.follow(null);
      return;
    }
    LOG.info("the allocator {} leads, at {}:{}", record.identity(), record.host(), record.port());
    try {
      leader.follow(new LeaderAddress(record.host(), record.port(), record.certificateSha256()));
    } catch (IllegalArgumentException e) {
      LOG.warn("the leader's record cannot be used: {}", e.getMessage());
    }
  }

  HttpApiServer api() {
    return api;
  }

  Runnable after(long millis, Runnable task) {
    long id = vertx.setTimer(Math.max(1, millis), _ -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  private void onLoop(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  /** Stops serving; what waits for the leader is in the journal. */
  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close().await();
    }
    if (leader != null) {
      leader.close();
    }
    api.close();
    vertx.close().await();
    state.close();
    stateThread.shutdown();
    networkLogs.close();
    socketFile.remove();
  }
}
