package dev.hereabouts.ipam.server.agent.remote;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Ledger;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.reclaim.LostSandbox;
import dev.hereabouts.ipam.core.store.InMemoryStore;
import dev.hereabouts.ipam.server.agent.Timer;
import dev.hereabouts.ipam.server.agent.cluster.Leader;
import dev.hereabouts.ipam.server.allocator.Allocator;
import dev.hereabouts.ipam.server.allocator.Pacing;
import dev.hereabouts.ipam.server.leader.Identity;
import dev.hereabouts.ipam.server.leader.LeaderServer;
import dev.hereabouts.ipam.server.leader.Leadership;
import dev.hereabouts.ipam.server.leader.ServerCertificate;
import dev.hereabouts.ipam.server.leader.Standing;
import dev.hereabouts.ipam.server.loop.EventLoop;
import dev.hereabouts.ipam.server.wire.ReportReply;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A leader behind TLS on loopback, and agents of nodes whose tokens are {@code token-NODE}. */
final class LeaderScene implements AutoCloseable {
  private static final long SECONDS = 20;
  static final Cidr NET = new Cidr(Address.v4(0x0a00_0000), 16);

  final Vertx vertx = EventLoop.start();
  private final Context context = vertx.getOrCreateContext();
  private final List<RemoteLeader> agents = new ArrayList<>();
  final ServerCertificate certificate = ServerCertificate.generate("test", new SecureRandom());
  final InMemoryStore store;
  final Allocator allocator;
  private final LeaderServer server;
  private final int port;
  final CompletableFuture<ReleaseRequest> firstRelease = new CompletableFuture<>();

  /** The nodes that gave signs of life, in their order. */
  final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /** What each node reported last. */
  final Map<String, List<LostSandbox>> reports = new ConcurrentHashMap<>();

  private long ids;
  volatile Standing standing = new Standing.Leads("a", 1);

  LeaderScene(InMemoryStore store) throws Exception {
    this.store = store;
    this.allocator =
        new Allocator(
            task -> context.runOnContext(_ -> task.run()),
            (millis, task) -> vertx.setTimer(millis, _ -> task.run()),
            store,
            () -> new OwnershipId(0, ++ids),
            "a",
            Pacing.NONE);
    this.server =
        new LeaderServer(
            vertx,
            certificate,
            (token, done) ->
                done.accept(
                    token.startsWith("token-")
                        ? new Identity.OfNode(token.substring("token-".length()))
                        : new Identity.Refused("the token is not valid")),
            noting(Leadership.of(allocator, () -> standing)));
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    context.runOnContext(_ -> {
      allocator.lead(
          failure -> server.listen("127.0.0.1", 0).onComplete(listening::complete, this::fail));
      store.answerAll();
    });
    this.port = get(listening);
  }

  /** The same, which notes that the first release reached the allocator. */
  private Leadership noting(Leadership leadership) {
    return new Leadership() {
      @Override
      public Standing standing() {
        return leadership.standing();
      }

      @Override
      public void add(AddRequest request, Consumer<Reply> answer) {
        leadership.add(request, answer);
      }

      @Override
      public void release(ReleaseRequest request, Consumer<Reply> answer) {
        leadership.release(request, answer);
        firstRelease.complete(request);
      }

      @Override
      public Ledger ledger() {
        return leadership.ledger();
      }

      @Override
      public void heard(String node) {
        heard.add(node);
      }

      @Override
      public ReportReply report(String node, List<LostSandbox> sandboxes) {
        reports.put(node, sandboxes);
        return new ReportReply(7_000, sandboxes.isEmpty());
      }
    };
  }

  private void fail(Throwable failure) {
    throw new IllegalStateException(failure);
  }

  LeaderAddress address() {
    return new LeaderAddress("127.0.0.1", port, certificate.sha256());
  }

  /** An agent that is connected. */
  RemoteLeader agent(String node) throws Exception {
    CompletableFuture<Boolean> connected = new CompletableFuture<>();
    RemoteLeader agent = stranger(() -> "token-" + node);
    onLoop(() -> {
      agent.onConnected(() -> connected.complete(true));
      agent.follow(address());
    });
    get(connected);
    return agent;
  }

  /** An agent that follows nobody yet. */
  RemoteLeader stranger(Supplier<String> token) throws Exception {
    CompletableFuture<RemoteLeader> made = new CompletableFuture<>();
    Timer timer =
        (millis, task) -> {
          long id = vertx.setTimer(millis, _ -> task.run());
          return () -> vertx.cancelTimer(id);
        };
    onLoop(() -> {
      RemoteLeader agent = new RemoteLeader(vertx, timer, token);
      agents.add(agent);
      made.complete(agent);
    });
    return get(made);
  }

  Leader.Answer add(Leader agent, AddRequest request) throws Exception {
    return get(this.<Leader.Answer>ask(answer -> agent.add(request, 10_000, answer)));
  }

  Leader.Answer release(Leader agent, ReleaseRequest request) throws Exception {
    return get(this.<Leader.Answer>ask(answer -> agent.release(request, 10_000, answer)));
  }

  Leader.Entries entries(Leader agent) throws Exception {
    return get(this.<Leader.Entries>ask(agent::entriesOfNode));
  }

  /** Asks on the loop; the answer comes to the test. */
  <T> CompletableFuture<T> ask(Consumer<Consumer<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    onLoop(() -> question.accept(answer::complete));
    return answer;
  }

  /** What the loop makes of this. */
  <T> T see(Supplier<T> sight) throws Exception {
    return get(this.<T>ask(answer -> answer.accept(sight.get())));
  }

  /** What is stored once this many entries are. */
  List<Entry> awaitStored(int count) throws Exception {
    CompletableFuture<List<Entry>> seen = new CompletableFuture<>();
    onLoop(() -> lookFor(count, seen));
    return get(seen);
  }

  private void lookFor(int count, CompletableFuture<List<Entry>> seen) {
    List<Entry> now = stored();
    if (now.size() == count) {
      seen.complete(now);
    } else if (!seen.isDone()) {
      vertx.setTimer(1, _ -> lookFor(count, seen));
    }
  }

  List<Entry> stored() {
    return store.blocks().stream().flatMap(block -> block.entries().stream()).toList();
  }

  void onLoop(Runnable task) {
    context.runOnContext(_ -> task.run());
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return Objects.requireNonNull(future.get(SECONDS, TimeUnit.SECONDS));
  }

  static AddRequest request(String node, int pod, long attempt) {
    Interval window = new Interval(NET.network().next(), NET.last().previous());
    return new AddRequest(
        new Pod("uid-" + pod, "ns", "pod-" + pod),
        "net1",
        new Holder("c-" + pod, node, "/netns/" + pod, 1, new Attempt(1, attempt)),
        false,
        "net",
        "",
        List.of(new RangeRequest(NET, window, List.of(), null, null, false)),
        List.of(),
        0);
  }

  static ReleaseRequest delete(int pod, long arrival) {
    return new ReleaseRequest.Deleted("c-" + pod, "net1", new Attempt(1, arrival));
  }

  @Override
  public void close() {
    this.<Boolean>ask(
            closed -> {
              agents.forEach(RemoteLeader::close);
              closed.accept(true);
            })
        .orTimeout(SECONDS, TimeUnit.SECONDS)
        .join();
    server.close().await(); // on the loop, which has to be there still to tell
    vertx.close().await();
  }
}
