package dev.hereabouts.ipam.bench.cluster;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.ReleaseRequest;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.server.agent.cluster.Leader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A number of calls of the leader, so many of them in flight at a time, taken in turn by the nodes.
 * All on the event loop.
 *
 * <p>A call that is not answered as it should be is an error, and so is an address that was given
 * twice.
 */
final class Load {
  private static final long PATIENCE_MILLIS = 30_000;

  private final Agents agents;
  private final int nodes;
  private final Cidr range;
  private final String network;
  private final RandomGenerator random;
  private final List<Held> held = new ArrayList<>();
  private final Set<Address> addresses = new HashSet<>();
  private long lastNumber;
  private String firstError = "";
  private long errors;

  /** What a sandbox of a node has. */
  private record Held(int node, String container, Address address) {}

  /** What a run of calls came to. */
  record Outcome(Latencies adds, Latencies releases, double seconds) {
    double perSecond() {
      return (adds.count() + releases.count()) / seconds;
    }
  }

  /** Makes the next call; the callback is called when it is answered. */
  @FunctionalInterface
  private interface Caller {
    void call(Run run, Runnable done);
  }

  /** One run, under way. */
  private static final class Run {
    final Latencies adds = new Latencies();
    final Latencies releases = new Latencies();
    final long start = System.nanoTime();
    final Promise<Outcome> end = Promise.promise();
    int started;
    int ended;
  }

  Load(Agents agents, int nodes, Cidr range, String network, RandomGenerator random) {
    this.agents = agents;
    this.nodes = nodes;
    this.range = range;
    this.network = network;
    this.random = random;
  }

  long errors() {
    return errors;
  }

  /** What the first error said, "" without one. */
  String firstError() {
    return firstError;
  }

  /** ADDs alone. */
  Future<Outcome> adds(int calls, int inFlight) {
    return run(calls, inFlight, this::add);
  }

  /** ADDs and DELs at random, as many of the one as of the other. */
  Future<Outcome> churn(int calls, int inFlight) {
    return run(
        calls,
        inFlight,
        (run, done) -> {
          if (held.isEmpty() || random.nextBoolean()) {
            add(run, done);
          } else {
            release(run, done);
          }
        });
  }

  private Future<Outcome> run(int calls, int inFlight, Caller caller) {
    Run run = new Run();
    for (int i = 0; i < Math.min(calls, inFlight); i++) {
      next(run, calls, caller);
    }
    return run.end.future();
  }

  private void next(Run run, int calls, Caller caller) {
    if (run.started < calls) {
      run.started++;
      caller.call(
          run,
          () -> {
            run.ended++;
            next(run, calls, caller);
          });
    } else if (run.ended == calls) {
      double seconds = (System.nanoTime() - run.start) / 1e9;
      run.end.tryComplete(new Outcome(run.adds, run.releases, seconds));
    }
  }

  private void add(Run run, Runnable done) {
    long number = ++lastNumber;
    int node = (int) (number % nodes);
    AddRequest request = request(node, number);
    long start = System.nanoTime();
    agents
        .of(node)
        .add(
            request,
            PATIENCE_MILLIS,
            answer -> {
              if (answer instanceof Leader.Answer.Replied(Reply.Assigned(var given))) {
                run.adds.add(System.nanoTime() - start);
                Address address = given.getFirst().address();
                if (!addresses.add(address)) {
                  failed("given twice: " + address);
                }
                held.add(new Held(node, request.holder().containerId(), address));
              } else {
                failed(answer.toString());
              }
              done.run();
            });
  }

  private void release(Run run, Runnable done) {
    int index = random.nextInt(held.size());
    Held last = held.removeLast();
    Held one = index == held.size() ? last : held.set(index, last);
    ReleaseRequest request =
        new ReleaseRequest.Deleted(one.container(), "net1", new Attempt(1, ++lastNumber));
    long start = System.nanoTime();
    addresses.remove(one.address());
    agents
        .of(one.node())
        .release(
            request,
            PATIENCE_MILLIS,
            answer -> {
              if (answer instanceof Leader.Answer.Replied(Reply.Released(var entries))
                  && entries.size() == 1) {
                run.releases.add(System.nanoTime() - start);
              } else {
                failed(answer.toString());
              }
              done.run();
            });
  }

  private void failed(String what) {
    errors++;
    if (firstError.isEmpty()) {
      firstError = what;
    }
  }

  private AddRequest request(int node, long number) {
    String container = "%064x".formatted(random.nextLong());
    Pod pod =
        new Pod(
            new UUID(random.nextLong(), random.nextLong()).toString(), "default", "web-" + number);
    String namespace = "/var/run/netns/cni-" + new UUID(number, random.nextLong());
    Holder holder =
        new Holder(container, Agents.node(node), namespace, 4_026_531_840L, new Attempt(1, number));
    Interval window = new Interval(range.network().next(), range.last().previous());
    RangeRequest wish = new RangeRequest(range, window, List.of(), null, null, false);
    return new AddRequest(
        pod,
        "net1",
        holder,
        false,
        network,
        network,
        List.of(wish),
        List.of(),
        System.currentTimeMillis());
  }
}
