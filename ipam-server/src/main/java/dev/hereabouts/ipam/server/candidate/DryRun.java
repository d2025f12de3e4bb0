package dev.hereabouts.ipam.server.candidate;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.OwnershipId;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.server.allocator.Allocator;
import dev.hereabouts.ipam.server.allocator.Pacing;
import dev.hereabouts.ipam.server.leader.Identity;
import dev.hereabouts.ipam.server.leader.LeaderServer;
import dev.hereabouts.ipam.server.leader.Leadership;
import dev.hereabouts.ipam.server.leader.ServerCertificate;
import dev.hereabouts.ipam.server.leader.Standing;
import dev.hereabouts.ipam.server.store.kubernetes.KubernetesStore;
import dev.hereabouts.ipam.server.wire.AddMapper;
import dev.hereabouts.ipam.server.wire.Protocol;
import dev.hereabouts.ipam.server.wire.ReleaseMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that a follower makes to itself, over TLS on loopback and on a state that is thrown away:
 * code that runs for the first time is slow, and the first calls of a leadership are those that
 * have waited longest.
 */
final class DryRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DryRun.class);
  private static final String HOST = "127.0.0.1";
  private static final String NODE = "dry-run";
  private static final int CONNECTIONS = 4;
  private static final int ROUNDS = 15;
  private static final int CALLS_A_ROUND = 16;
  private static final long PAUSE_MILLIS = 5;
  private static final Cidr NET = new Cidr(Address.v4(0x0a00_0000), 16);

  private final Vertx vertx;
  private final Candidate.Loop loop;
  private final ServerCertificate certificate;
  private final LeaderServer server;
  private final Allocator allocator;
  private final String token;
  private HttpClient client;
  private int connections = 1;
  private int rounds;
  private int calls;
  private boolean closed;

  private DryRun(Vertx vertx, Candidate.Loop loop, SecureRandom random) {
    this.vertx = vertx;
    this.loop = loop;
    certificate = ServerCertificate.generate(NODE, random);
    byte[] secret = new byte[16];
    random.nextBytes(secret);
    token = HexFormat.of().formatHex(secret);
    allocator =
        new Allocator(
            loop,
            loop::after,
            new KubernetesStore(new ThrowAwayApi(), loop::after),
            () -> new OwnershipId(random.nextLong(), random.nextLong()),
            NODE,
            Pacing.NONE);
    server =
        new LeaderServer(
            vertx,
            certificate,
            (shown, done) ->
                done.accept(
                    shown.equals(token)
                        ? new Identity.OfNode(NODE)
                        : new Identity.Refused("this leads nobody")),
            Leadership.of(allocator, () -> new Standing.Leads(NODE, 1)));
    client = client(vertx);
  }

  private static HttpClient client(Vertx vertx) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setTrustAll(true)
            .setVerifyHost(false));
  }

  /** Begins, on the event loop; ends by itself. */
  static DryRun start(Vertx vertx, Candidate.Loop loop, SecureRandom random) {
    DryRun run = new DryRun(vertx, loop, random);
    run.allocator.lead(_ -> {});
    run.server.listen(HOST, 0).onComplete(run::round, run::failed);
    return run;
  }

  private void round(int port) {
    if (closed) {
      return;
    }
    if (rounds == ROUNDS) {
      rounds = 0;
      if (connections == CONNECTIONS) {
        close();
        return;
      }
      connections++;
      client.close();
      client = client(vertx);
    }
    rounds++;
    List<Future<?>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < CALLS_A_ROUND; i++) {
        int pod = ++calls;
        answers.add(
            call(port, Protocol.ADD, AddMapper.encode(request(pod)))
                .compose(_ -> pod % 4 == 0 ? delete(port, pod) : Future.succeededFuture()));
      }
    } catch (IOException e) {
      failed(e);
      return;
    }
    if (rounds == 1) {
      answers.add(send(port, HttpMethod.GET, Protocol.NODE_ENTRIES, Buffer.buffer()));
    }
    Future.all(answers).onComplete(_ -> loop.after(PAUSE_MILLIS, () -> round(port)), this::failed);
  }

  private Future<?> delete(int port, int pod) {
    ReleaseRequest release = new ReleaseRequest.Deleted("c-" + pod, "net1", new Attempt(1, pod));
    try {
      return call(port, Protocol.RELEASE, ReleaseMapper.encode(release));
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<?> call(int port, String path, byte[] body) {
    return send(port, HttpMethod.POST, path, Buffer.buffer(body));
  }

  private Future<?> send(int port, HttpMethod method, String path, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setHost(HOST)
            .setPort(port)
            .setMethod(method)
            .setURI(path)
            .putHeader("authorization", "Bearer " + token)
            .putHeader(Protocol.VERSION_HEADER, Integer.toString(Protocol.VERSION))
            .putHeader(Protocol.REMAINING_HEADER, "10000");
    return client
        .request(options)
        .compose(request -> request.send(body).compose(HttpClientResponse::body));
  }

  private static AddRequest request(int pod) {
    Interval window = new Interval(NET.network().next(), NET.last().previous());
    return new AddRequest(
        new Pod("uid-" + pod, NODE, "pod-" + pod),
        "net1",
        new Holder("c-" + pod, NODE, "/var/run/netns/" + pod, 1, new Attempt(1, pod)),
        false,
        NODE,
        "",
        List.of(new RangeRequest(NET, window, List.of(), null, null, false)),
        List.of(),
        0);
  }

  private void failed(Throwable failure) {
    if (!closed) {
      LOG.info("no dry run: {}", failure.toString());
      close();
    }
  }

  /** Ends it at once. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      LOG.info("{} calls were answered in a dry run", calls);
      allocator.resign();
      client.close();
      server.close();
    }
  }
}
