package dev.hereabouts.ipam.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Callers on several nodes, each adding and deleting one call after the other until stopped. */
final class Load implements AutoCloseable {
  private static final int MOST_HELD = 6;
  private static final long LIMIT_SECONDS = 120;

  private final Holdings holdings;
  private final List<String> configs;
  private final ExecutorService threads;
  private final List<Future<?>> callers = new ArrayList<>();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** A call and when it was, by {@link System#nanoTime}. */
  record Call(boolean add, boolean success, long begun, long ended) {}

  private Load(Holdings holdings, List<String> configs, int callers) {
    this.holdings = holdings;
    this.configs = configs;
    threads = Executors.newFixedThreadPool(callers);
  }

  /**
   * Starts them, on ranges that overlap and one of both families, none of which gets full.
   *
   * @param seed of all their choices
   */
  static Load start(Holdings holdings, List<String> nodes, int callers, long seed) {
    System.out.println("Load of " + holdings.space() + ": seed " + seed);
    List<String> configs =
        List.of(
            holdings.network("wide", "\"range\":\"10.9.0.0/24\""),
            holdings.network("narrow", "\"range\":\"10.9.0.0/25\""),
            holdings.network(
                "dual", "\"ipRanges\":[{\"range\":\"10.9.1.0/25\"},{\"range\":\"fd00:9::/122\"}]"));
    Load load = new Load(holdings, configs, callers);
    Random seeds = new Random(seed);
    for (int i = 0; i < callers; i++) {
      String name = "k" + i;
      String node = nodes.get(i % nodes.size());
      Random random = new Random(seeds.nextLong());
      load.callers.add(
          load.threads.submit(() -> {
            load.call(name, node, random);
            return null;
          }));
    }
    return load;
  }

  private void call(String name, String node, Random random)
      throws IOException, InterruptedException {
    List<Attachment> held = new ArrayList<>();
    for (int next = 0; !stopped; next++) {
      if (held.isEmpty() || (held.size() < MOST_HELD && random.nextInt(5) < 3)) {
        Attachment attachment = holdings.attachment(name + "-" + next);
        String config = configs.get(random.nextInt(configs.size()));
        long begun = System.nanoTime();
        boolean success = holdings.add(node, attachment, config).isSuccess();
        calls.add(new Call(true, success, begun, System.nanoTime()));
        if (success) {
          held.add(attachment);
        }
      } else {
        Attachment attachment = held.remove(random.nextInt(held.size()));
        long begun = System.nanoTime();
        holdings.delete(attachment);
        calls.add(new Call(false, true, begun, System.nanoTime()));
      }
    }
  }

  /** The calls that are answered. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Waits until this many ADDs that began from now on have succeeded. */
  void awaitAdds(int count) throws IOException, InterruptedException {
    long now = System.nanoTime();
    Await.until(
        () -> count + " more ADDs succeed; failed: " + holdings.failedAdds() + logs(),
        () -> {
          if (callers.stream().anyMatch(Future::isDone)) {
            stop();
          }
          return addsSince(now) >= count;
        });
  }

  private long addsSince(long nanos) {
    return calls.stream()
        .filter(call -> call.add() && call.success() && call.begun() - nanos >= 0)
        .count();
  }

  /** How long after that moment the first ADD that began later was answered. */
  double secondsToFirstAdd(long nanos) {
    return calls.stream()
            .filter(call -> call.add() && call.success() && call.begun() - nanos >= 0)
            .mapToLong(call -> call.ended() - nanos)
            .min()
            .orElseThrow(() -> new AssertionError("no ADD since then"))
        / 1e9;
  }

  /** Ends them when their calls are answered; what one of them has seen go wrong goes on. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Future<?> caller : callers) {
      try {
        caller.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError("a caller of " + holdings.space() + logs(), e);
      }
    }
  }

  private String logs() {
    try {
      return holdings.cluster().logs();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }
}
