package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The leader is killed, ended, halted, or has another time, while pods come and go. */
final class LeaderFaultTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final int CALLERS = 4;
  private static final int ADDS = 30;
  private static final long LIMIT_SECONDS = 60;

  private static int started;

  private final long seed = Long.getLong("hereabouts.seed", new SecureRandom().nextLong());
  @TempDir Path directory;
  private ClusterProcess leader;
  private ClusterProcess follower;

  @BeforeEach
  void startAllocators() throws IOException, InterruptedException {
    leader = RUNNING.cluster().allocator("allocator-" + ++started, RUNNING.proxy());
    RUNNING.awaitLeader(leader);
    follower = RUNNING.cluster().allocator("allocator-" + ++started, RUNNING.proxy());
  }

  @AfterEach
  void endAllocators() throws InterruptedException {
    RUNNING.proxy().passAll();
    leader.terminate();
    follower.terminate();
  }

  @Test
  @DisplayName("the leader is killed: the other one serves within the lease's time, no ADD fails")
  void killed() throws Exception {
    handOver("killed", 30, leader::kill);
  }

  @Test
  @DisplayName("the leader is told to end: the other one serves at once, no ADD fails")
  void terminated() throws Exception {
    handOver("terminated", 30, leader::terminate);
  }

  /** What is done to a process. */
  private interface Blow {
    void strike() throws IOException, InterruptedException;
  }

  private void handOver(String space, double limitSeconds, Blow blow) throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), space);
    try (Load load = Load.start(holdings, RunningCluster.NODES, CALLERS, seed)) {
      load.awaitAdds(ADDS);
      long struck = System.nanoTime();
      blow.strike();
      load.awaitAdds(ADDS);
      load.stop();
      double seconds = load.secondsToFirstAdd(struck);
      System.out.printf("%s: the next ADD was answered after %.2f s%n", space, seconds);
      assertThat(seconds).isLessThan(limitSeconds);
    }
    assertThat(holdings.failedAdds()).isEmpty();
    new Invariants(holdings).check();
  }

  @Test
  @DisplayName("the leader stands still for longer than its lease, and goes on beside the next one")
  void paused() throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), "paused");
    try (Load load = Load.start(holdings, RunningCluster.NODES, CALLERS, seed)) {
      load.awaitAdds(ADDS);
      long struck = System.nanoTime();
      leader.pause();
      load.awaitAdds(ADDS);
      leader.resume();
      load.awaitAdds(ADDS);
      Await.until("the first leader notices", () -> leader.log().contains("leads no more"));
      load.stop();
      System.out.printf(
          "paused: the next ADD was answered after %.2f s%n", load.secondsToFirstAdd(struck));
    }
    assertThat(holdings.failedAdds()).isEmpty();
    new Invariants(holdings).check();
  }

  @Test
  @DisplayName("a leader's write is held up, the leader halted: it lands when another one leads")
  void pausedWithAWriteUnderWay() throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), "held-write");
    String config = holdings.network("single", "\"range\":\"10.6.0.0/24\"");
    assertThat(holdings.add("worker-1", holdings.attachment("first"), config).address())
        .isEqualTo("10.6.0.1");
    Attachment attachment = holdings.attachment("held");
    CompletableFuture<ApiRequest> seen = new CompletableFuture<>();
    Fate.Late late = new Fate.Late();
    RUNNING
        .proxy()
        .rule(request ->
            request.isBlockWrite()
                    && request.body().contains(attachment.containerId())
                    && seen.complete(request)
                ? late
                : Fate.PASS);
    CompletableFuture<Answer> add = holdings.startAdd("worker-1", attachment, config);
    assertThat(seen.get(LIMIT_SECONDS, TimeUnit.SECONDS).method()).isEqualTo("PUT");

    leader.pause();
    String address = add.get(LIMIT_SECONDS, TimeUnit.SECONDS).address();
    holdings.delete(attachment);
    Attachment next = holdings.attachment("next");
    assertThat(holdings.add("worker-2", next, config).address()).isEqualTo(address);
    late.release();

    assertThat(late.landed().get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(409);
    new Invariants(holdings).check();
    leader.resume();
    Await.until("the first leader notices", () -> leader.log().contains("leads no more"));
    new Invariants(holdings).check();
  }

  @Test
  @DisplayName(
      "an allocator's clock is an hour ahead, later an hour behind: it is elected, and serves")
  void clockMoved() throws Exception {
    MovedClock clock = MovedClock.make(directory);
    clock.move(Duration.ofHours(1));
    ClusterProcess ahead = RUNNING.cluster().allocator("allocator-ahead", clock.environment());
    Holdings holdings = new Holdings(RUNNING.cluster(), "clock");
    try (ahead;
        Load load = Load.start(holdings, RunningCluster.NODES, CALLERS, seed)) {
      load.awaitAdds(ADDS);
      follower.terminate();
      leader.kill();
      load.awaitAdds(ADDS);
      awaitLeadersTime(Duration.ofHours(1));
      load.awaitAdds(ADDS);
      clock.move(Duration.ofHours(-1));
      awaitLeadersTime(Duration.ofHours(-1));
      load.awaitAdds(ADDS);

      follower = RUNNING.cluster().allocator("allocator-" + ++started);
      ahead.kill();
      load.awaitAdds(ADDS);
      load.stop();
    }
    assertThat(holdings.failedAdds()).isEmpty();
    new Invariants(holdings).check();
  }

  /** By the lease, into which the leader writes its own clock's time at each renewal. */
  private static void awaitLeadersTime(Duration ahead) throws IOException, InterruptedException {
    Await.until(
        "the leader's clock is moved by " + ahead,
        () ->
            Duration.between(Instant.now().plus(ahead), RUNNING.cluster().renewed())
                    .abs()
                    .toMinutes()
                < 10);
  }
}
