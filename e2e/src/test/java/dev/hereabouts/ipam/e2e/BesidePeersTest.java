package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.controlplane.Peers;
import dev.hereabouts.ipam.controlplane.ProgramUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real whereabouts and ours on the same ranges. */
@EnabledIfEnvironmentVariable(
    named = "PEERS_BIN",
    matches = ".+",
    disabledReason = "PEERS_BIN is not set: no directory is named that has the real whereabouts")
final class BesidePeersTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();
  private static final String OURS = OldInstallation.OURS;
  private static final int CALLERS = 8;
  private static final long LOAD_SECONDS = 60;

  @TempDir private Path directory;

  private static OldInstallation old;

  @BeforeAll
  static void start() throws Exception {
    Peers.defineWhereabouts(RUNNING.cluster().api());
    old = new OldInstallation(RUNNING.cluster());
    RUNNING.awaitLeader(RUNNING.cluster().allocatorBeside("allocator-1"));
  }

  @Test
  @DisplayName(
      "an ADD of whereabouts that fails because we have its address, and the DEL that deletes the"
          + " reservation by its name, do not take ours away")
  void failedAdd() throws Exception {
    Shim whereabouts = whereabouts();
    String more = ",\"sleep_for_race\":5,\"configuration_path\":\"" + flatFile() + "\"";
    String theirNetwork = network("failed", "10.11.0.0/24", more);
    String ourNetwork = network("failed", "10.11.0.0/25", "");
    Attachment theirs = attachment("failing", 1);
    CompletableFuture<Answer> failing =
        CompletableFuture.supplyAsync(() -> call(whereabouts, CniCall.add(theirs, theirNetwork)));
    Await.until("its pool is there", () -> !old.range("failed-10.11.0.0-24").isEmpty());
    Thread.sleep(2_000); // nothing tells that it has looked for reservations and sleeps now
    Attachment ours = attachment("holding", 1);
    assertThat(RUNNING.cluster().call("worker-1", CniCall.add(ours, ourNetwork)).address())
        .isEqualTo("10.11.0.1");

    assertThat(failing.get(60, TimeUnit.SECONDS).isSuccess()).isFalse();
    assertThat(old.holder("failed-10.11.0.0-24", "1")).isEqualTo("default/failing-1");
    assertThat(call(whereabouts, CniCall.del(theirs, theirNetwork)).isSuccess()).isTrue();
    assertThat(old.holder("failed-10.11.0.0-24", "1")).isEmpty();
    assertThat(old.reservedFor("failed-10.11.0.1")).isEqualTo(OURS);

    RUNNING.cluster().call("worker-1", CniCall.del(ours, ourNetwork)).isSilentSuccess();
    assertThat(old.isReserved("failed-10.11.0.1")).isFalse();
  }

  private static Answer call(Shim shim, CniCall call) {
    try {
      return shim.call(call);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Shim whereabouts() {
    try {
      Path program = Peers.ofThisUser().whereabouts();
      return new Shim(Path.of("/nowhere"), List.of(program.toString()));
    } catch (ProgramUnavailableException e) {
      return Assumptions.abort(e.reason());
    }
  }

  private Path flatFile() throws IOException {
    return Files.writeString(
        directory.resolve("whereabouts.conf"),
        "{\"log_level\":\"error\",\"kubernetes\":{\"kubeconfig\":\"%s\"}}"
            .formatted(RUNNING.cluster().kubeconfig()));
  }

  @Test
  @Timeout(value = 400, unit = TimeUnit.SECONDS)
  @DisplayName("8 callers of whereabouts and 8 of ours on one small range: no address twice")
  void both() throws Exception {
    Shim whereabouts = whereabouts();
    String theirNetwork =
        network("both", "10.10.0.0/27", ",\"configuration_path\":\"" + flatFile() + "\"");
    String ourNetwork = network("both", "10.10.0.0/27", "");
    Side theirs = new Side("theirs", whereabouts::call);
    Side ours = new Side("ours", call -> RUNNING.cluster().call("worker-1", call));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOAD_SECONDS);
    try (ExecutorService callers = Executors.newFixedThreadPool(2 * CALLERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        running.add(callers.submit(() -> theirs.run(caller, theirNetwork, end)));
        running.add(callers.submit(() -> ours.run(caller, ourNetwork, end)));
      }
      for (Future<?> each : running) {
        each.get(300, TimeUnit.SECONDS);
      }
    }
    System.out.printf(
        "ours gave %d, refused %d (%s); whereabouts gave %d, refused %d (%s)%n",
        ours.given.get(),
        ours.refused.get(),
        ours.reasons.keySet(),
        theirs.given.get(),
        theirs.refused.get(),
        theirs.reasons.keySet());
    assertThat(Side.TWICE).isEmpty();
    assertThat(ours.given.get()).isPositive();
    assertThat(theirs.given.get()).isPositive();
    assertThat(RUNNING.cluster().entries("both")).isEmpty();
    Await.until("nothing of ours is left on the old side", () -> old.ours().isEmpty());
  }

  private static String network(String space, String range, String more) {
    return Networks.network(
        space, "\"range\":\"" + range + "\",\"network_name\":\"" + space + "\"" + more);
  }

  private static Attachment attachment(String name, int number) {
    String whole = name + "-" + number;
    return new Attachment(whole + "-c", "net1", new Pod(whole + "-uid", "default", whole));
  }

  /** How one side is called. */
  private interface Calls {
    Answer call(CniCall call) throws IOException, InterruptedException;
  }

  /** Callers of one of both, which hold an address for a moment each. */
  private static final class Side {
    static final Map<String, Attachment> HELD = new ConcurrentHashMap<>();
    static final Queue<String> TWICE = new ConcurrentLinkedQueue<>();
    final AtomicInteger given = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final Map<String, Boolean> reasons = new ConcurrentHashMap<>();
    private final String name;
    private final Calls calls;

    Side(String name, Calls calls) {
      this.name = name;
      this.calls = calls;
    }

    /** Each caller lets an address go when it has the next one. */
    Void run(int caller, String network, long end) throws IOException, InterruptedException {
      @Nullable Attachment before = null;
      for (int i = 0; System.nanoTime() < end; i++) {
        Attachment pod = attachment(name + "-" + caller, i);
        Answer answer = calls.call(CniCall.add(pod, network));
        if (answer.isSuccess()) {
          given.incrementAndGet();
          Attachment other = HELD.putIfAbsent(answer.address(), pod);
          if (other != null) {
            TWICE.add(answer.address() + " of " + pod + " and " + other);
          }
        } else {
          refused.incrementAndGet();
          if (reasons.size() < 3) {
            reasons.put(answer.message(), true);
          }
        }
        if (before != null) {
          release(before, network);
        }
        before = pod;
      }
      if (before != null) {
        release(before, network);
      }
      return null;
    }

    private void release(Attachment pod, String network) throws IOException, InterruptedException {
      HELD.values().remove(pod);
      calls.call(CniCall.del(pod, network));
    }
  }
}
