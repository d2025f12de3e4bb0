package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the leader writes does not reach the follower, which leads next. */
final class LateFollowerTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final long LIMIT_SECONDS = 60;
  private static final String NODE = "worker-1";

  private static int started;

  private ClusterProcess leader;
  private @Nullable ClusterProcess follower;

  @BeforeEach
  void startLeader() throws IOException, InterruptedException {
    leader = RUNNING.cluster().allocator("allocator-" + ++started);
    RUNNING.awaitLeader(leader);
  }

  @AfterEach
  void endAllocators() throws InterruptedException {
    RUNNING.proxy().passAll();
    leader.terminate();
    if (follower != null) {
      follower.terminate();
    }
  }

  /** Starts the follower; no event of a block reaches it, in whatever way it asks. */
  private ClusterProcess followDeaf() throws Exception {
    CompletableFuture<ApiRequest> watching = new CompletableFuture<>();
    RUNNING
        .proxy()
        .rule(request -> {
          if (!request.isBlockWatch()) {
            return Fate.PASS;
          }
          watching.complete(request);
          return new Fate.Late();
        });
    ClusterProcess deaf = RUNNING.cluster().allocator("allocator-" + ++started, RUNNING.proxy());
    follower = deaf;
    assertThat(watching.get(LIMIT_SECONDS, TimeUnit.SECONDS).method()).isEqualTo("GET");
    Await.until("the follower knows the blocks", () -> deaf.log().contains(" follows: "));
    return deaf;
  }

  @Test
  @DisplayName("the next leader knows what it was not told: a retry keeps its address, a DEL frees")
  void told() throws Exception {
    takeOver("told", leader::terminate);
  }

  @Test
  @DisplayName("the same when the leader is killed")
  void killed() throws Exception {
    takeOver("untold", leader::kill);
  }

  private interface Blow {
    void strike() throws InterruptedException;
  }

  private void takeOver(String space, Blow blow) throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), space);
    String config =
        holdings.network("late", "\"range\":\"10.8.0.0/24\",\"range_start\":\"10.8.0.61\"");
    String others = holdings.network("others", "\"range\":\"10.9.0.0/24\"");
    assertThat(add(holdings, "seen-1", config)).isEqualTo("10.8.0.61");
    assertThat(add(holdings, "seen-2", config)).isEqualTo("10.8.0.62");
    assertThat(add(holdings, "seen-3", others)).isEqualTo("10.9.0.1");
    ClusterProcess deaf = followDeaf();

    assertThat(add(holdings, "between", config)).isEqualTo("10.8.0.63");
    String next = add(holdings, "next", config);
    assertThat(next).as("in a block that the follower does not know").isEqualTo("10.8.0.64");
    assertThat(add(holdings, "last", config)).isEqualTo("10.8.0.65");
    holdings.delete(holdings.attachment("between"));
    holdings.delete(holdings.attachment("seen-3"));
    blow.strike();
    Await.until("the follower leads", () -> deaf.log().contains(" serves: "));

    assertThat(deaf.log()).contains("2 blocks had changed unseen, 1 are gone");
    assertThat(add(holdings, "next", config)).isEqualTo(next);
    holdings.delete(holdings.attachment("last"));
    assertThat(add(holdings, "after", config)).isEqualTo("10.8.0.63");
    new Invariants(holdings).check();
  }

  private static String add(Holdings holdings, String name, String config) throws Exception {
    return holdings.add(NODE, holdings.attachment(name), config).address();
  }
}
