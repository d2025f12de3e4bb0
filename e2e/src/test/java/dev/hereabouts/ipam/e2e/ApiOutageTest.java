package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API server or its etcd is away, longer than anybody waits for it, while pods come and go. */
final class ApiOutageTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final int CALLERS = 4;
  private static final int ADDS = 30;

  private final long seed = Long.getLong("hereabouts.seed", new SecureRandom().nextLong());

  private static ClusterProcess first;
  private static ClusterProcess second;

  @BeforeAll
  static void startAllocators() throws IOException, InterruptedException {
    first = RUNNING.cluster().allocator("allocator-1");
    second = RUNNING.cluster().allocator("allocator-2");
    RUNNING.awaitLeader(first, second);
  }

  /** What makes the API server or etcd go and come back. */
  private interface Change {
    void make() throws IOException, InterruptedException;
  }

  /** How an outage goes on until it is long enough. */
  private interface Course {
    String endure(Holdings holdings, String config) throws Exception;
  }

  @Test
  @DisplayName(
      "the API server is away until an ADD gives up: that one holds nothing, a DEL is answered")
  void apiServerDown() throws Exception {
    ControlPlane controlPlane = RUNNING.cluster().controlPlane();
    survive(
        "api-server-down",
        controlPlane::killApiServer,
        (holdings, config) -> {
          long start = System.nanoTime();
          Answer refused = holdings.add("worker-2", holdings.attachment("late"), config);
          refused.isError(11, "no address could be given now");
          return "an ADD was refused after %.1f s".formatted(secondsSince(start));
        },
        controlPlane::startApiServer);
  }

  @Test
  @DisplayName("etcd stands still until the leader gives up the writes that it has under way")
  void etcdPaused() throws Exception {
    ControlPlane controlPlane = RUNNING.cluster().controlPlane();
    long before = unansweredWrites();
    survive(
        "etcd-paused",
        controlPlane::pauseEtcd,
        (_, _) -> {
          long start = System.nanoTime();
          Await.until("a block's write is given up", () -> unansweredWrites() > before);
          return "a write was given up after %.1f s".formatted(secondsSince(start));
        },
        controlPlane::resumeEtcd);
  }

  private static long unansweredWrites() throws IOException {
    return Stream.of(first.log(), second.log())
        .flatMap(String::lines)
        .filter(line -> line.matches(".*/hereaboutsblocks.*: no answer within 10000 ms"))
        .count();
  }

  private void survive(String space, Change goes, Course course, Change comesBack)
      throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), space);
    String config = holdings.network("single", "\"range\":\"10.7.0.0/24\"");
    Attachment early = holdings.attachment("early");
    assertThat(holdings.add("worker-1", early, config).exit()).isZero();
    try (Load load = Load.start(holdings, RunningCluster.NODES, CALLERS, seed)) {
      load.awaitAdds(ADDS);

      goes.make();
      long gone = System.nanoTime();
      holdings.delete(early);
      double deleted = secondsSince(gone);
      String endured = course.endure(holdings, config);
      long back = System.nanoTime();
      assertThat(addsWithin(load.calls(), gone, back)).as("ADDs answered meanwhile").isEmpty();
      comesBack.make();
      load.awaitAdds(ADDS);
      load.stop();

      System.out.printf(
          "%s: a DEL was answered after %.1f s, %s, the next ADD answered %.1f s after the end;"
              + " %d ADDs of the load failed%n",
          space, deleted, endured, load.secondsToFirstAdd(back), holdings.failedAdds().size());
      new Invariants(holdings).check();
    }
  }

  private static List<Load.Call> addsWithin(List<Load.Call> calls, long from, long until) {
    return calls.stream()
        .filter(call -> call.add() && call.success())
        .filter(call -> call.begun() - from > 0 && call.ended() - until < 0)
        .toList();
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
