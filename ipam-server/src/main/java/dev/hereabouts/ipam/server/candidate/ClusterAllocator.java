package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.server.beside.BesideStore;
import dev.hereabouts.ipam.server.cluster.KubernetesLeases;
import dev.hereabouts.ipam.server.cluster.LeaderRecord;
import dev.hereabouts.ipam.server.cluster.LeaderRecords;
import dev.hereabouts.ipam.server.cluster.Namespaces;
import dev.hereabouts.ipam.server.election.Elector;
import dev.hereabouts.ipam.server.election.LeaseTimes;
import dev.hereabouts.ipam.server.http.MetricsServer;
import dev.hereabouts.ipam.server.kubernetes.ApiAccess;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.HttpApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.leader.LeaderServer;
import dev.hereabouts.ipam.server.leader.ServerCertificate;
import dev.hereabouts.ipam.server.leader.TokenReviewer;
import dev.hereabouts.ipam.server.leader.TokenReviews;
import dev.hereabouts.ipam.server.loop.EventLoop;
import dev.hereabouts.ipam.server.reclaim.Holdings;
import dev.hereabouts.ipam.server.reclaim.ReclaimListener;
import dev.hereabouts.ipam.server.reclaim.Reclaimer;
import dev.hereabouts.ipam.server.service.HeapTrimmer;
import dev.hereabouts.ipam.server.service.ListenAddress;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One allocator of a cluster: a candidate that serves the agents while it leads. */
public final class ClusterAllocator implements AutoCloseable {
  /** So that the next one serves within five seconds after one was killed. */
  private static final LeaseTimes LEASE_TIMES =
      new LeaseTimes(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(500));

  private static final Duration API_DEADLINE = Duration.ofSeconds(10);
  private static final long TRIM_MILLIS = 1_000;
  private static final int HAND_OVER_SECONDS = 5;
  private static final String LEASE = "hereabouts-allocator";
  private static final String AGENTS = "hereabouts-agent";

  private final Vertx vertx;
  private final Context context;
  private final HttpApiServer api;

  /** The lease's own connection: its renewals do not queue behind blocks. */
  private final HttpApiServer leaseApi;

  private final AllocatorSignals signals;
  private final AllocatorOptions options;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Candidate candidate;
  private @Nullable LeaderServer server;

  private ClusterAllocator(ApiAccess access, AllocatorOptions options) {
    this.options = options;
    this.vertx = EventLoop.start();
    this.context = vertx.getOrCreateContext();
    this.api = new HttpApiServer(vertx, access, API_DEADLINE);
    this.leaseApi = new HttpApiServer(vertx, access, API_DEADLINE);
    this.signals = new AllocatorSignals(api);
  }

  /**
   * Serves and becomes a candidate.
   *
   * @throws IOException when the place cannot be served, or the namespace cannot be made
   */
  public static ClusterAllocator start(ApiAccess access, AllocatorOptions options)
      throws IOException {
    ClusterAllocator allocator = new ClusterAllocator(access, options);
    ListenAddress metrics = options.metrics();
    try {
      if (metrics != null) {
        allocator.context.runOnContext(_ ->
            MetricsServer.start(
                allocator.vertx, metrics.host(), metrics.port(), allocator.signals::scrape));
      }
      allocator.onLoop(allocator::serve).await();
      return allocator;
    } catch (RuntimeException e) {
      allocator.close();
      ListenAddress place = options.listen();
      throw new IOException(
          "cannot serve at " + place.host() + ":" + place.port() + ": " + e.getMessage(), e);
    }
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> task) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(_ -> task.get().onComplete(promise));
    return promise.future();
  }

  /** What is scraped. */
  public String scrape() {
    return onLoop(() -> Future.succeededFuture(signals.scrape())).await();
  }

  private Future<Void> serve() {
    String advertised = options.advertised();
    String namespace = options.namespace();
    String identity = advertised + "_" + HexFormat.of().toHexDigits(random.nextInt());
    ServerCertificate certificate = ServerCertificate.generate("hereabouts-allocator", random);
    ApiServer counted = signals.count(api);
    LeaderRecords records = new LeaderRecords(counted, this::after, namespace);
    Candidate.Loop loop = new LoopOfContext();
    Candidate standing =
        new Candidate(
            loop,
            () -> new KubernetesStore(counted, this::after),
            () -> DryRun.start(vertx, loop, random)::close,
            (holdings, listener) -> reclaimer(counted, holdings, listener),
            records,
            signals,
            identity,
            beside());
    TokenReviews identities =
        new TokenReviews(
            this::review,
            Set.of("system:serviceaccount:" + namespace + ":" + AGENTS),
            System::nanoTime);
    LeaderServer serving =
        new LeaderServer(
            vertx, certificate, identities, signals.observe(standing, this::connectedAgents));
    server = serving;
    candidate = standing;
    return namespaceMade()
        .compose(_ -> serving.listen(options.listen().host(), options.listen().port()))
        .map(actualPort -> {
          KubernetesLeases leases = new KubernetesLeases(signals.count(leaseApi), namespace, LEASE);
          Elector elector =
              new Elector(
                  identity,
                  LEASE_TIMES,
                  leases,
                  this::after,
                  System::nanoTime,
                  InstantSource.system(),
                  standing);
          standing.stand(
              elector, new LeaderRecord(identity, advertised, actualPort, certificate.sha256()));
          leases.follow(this::after, elector::nudge);
          records.follow(standing::recordChanged);
          HeapTrimmer heap = new HeapTrimmer();
          vertx.setPeriodic(TRIM_MILLIS, _ -> trim(heap, standing));
          return null;
        });
  }

  private Candidate.@Nullable Beside beside() {
    String oldNamespace = options.besideNamespace();
    return oldNamespace == null
        ? null
        : (store, leads, name) ->
            new BesideStore(store, api, oldNamespace, leads, this::after, name);
  }

  private Reclaimer reclaimer(ApiServer counted, Holdings holdings, ReclaimListener listener) {
    return Reclaimer.start(
        counted,
        this::after,
        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
        holdings,
        options.gracePeriod().millis(),
        signals.reclaims(listener));
  }

  /**
   * Not under load: a collection takes as long as some hundred calls, and they would wait for it.
   */
  private static void trim(HeapTrimmer heap, Candidate candidate) {
    if (!candidate.wasBusy()) {
      heap.trim();
    }
  }

  private Future<Void> namespaceMade() {
    Promise<Void> made = Promise.promise();
    Namespaces.make(
        api,
        options.namespace(),
        failure -> {
          if (failure == null) {
            made.complete();
          } else {
            made.fail(failure);
          }
        });
    return made.future();
  }

  private void review(byte[] tokenReview, Consumer<TokenReviewer.Answer> done) {
    signals
        .count(api)
        .request(
            Verb.POST,
            "/apis/authentication.k8s.io/v1/tokenreviews",
            tokenReview,
            outcome ->
                done.accept(
                    switch (outcome) {
                      case ApiOutcome.NoAnswer(String reason) ->
                          new TokenReviewer.Answer.Failed(reason);
                      case ApiOutcome.Answered(int status, byte[] body) when status == 201 ->
                          new TokenReviewer.Answer.Reviewed(body);
                      case ApiOutcome.Answered(int status, byte[] _) ->
                          new TokenReviewer.Answer.Failed(
                              "TokenReview was answered with " + status);
                    }));
  }

  private int connectedAgents() {
    return server == null ? 0 : server.agents();
  }

  private void after(long millis, Runnable task) {
    vertx.setTimer(Math.max(1, millis), _ -> task.run());
  }

  /** Hands over to the next leader, and stops serving. */
  @Override
  public void close() {
    Promise<Void> handedOver = Promise.promise();
    context.runOnContext(_ -> {
      if (candidate == null) {
        handedOver.complete();
      } else {
        candidate.shutDown(handedOver::tryComplete);
      }
    });
    try {
      handedOver.future().timeout(HAND_OVER_SECONDS, TimeUnit.SECONDS).otherwiseEmpty().await();
      if (server != null) {
        server.close().await();
      }
    } finally {
      api.close();
      leaseApi.close();
      vertx.close().await();
    }
  }

  /** The event loop of this allocator. */
  private final class LoopOfContext implements Candidate.Loop {
    @Override
    public void execute(Runnable task) {
      context.runOnContext(_ -> task.run());
    }

    @Override
    public void after(long millis, Runnable task) {
      ClusterAllocator.this.after(millis, task);
    }
  }
}
