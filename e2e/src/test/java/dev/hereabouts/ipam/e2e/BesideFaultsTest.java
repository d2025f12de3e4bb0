package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.controlplane.Peers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beside whereabouts when requests fail or come late, and leaders die. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BesideFaultsTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();
  private static final String OURS = OldInstallation.OURS;
  private static final long LIMIT_SECONDS = 60;

  private static OldInstallation old;
  private static BesideCalls calls;

  /** Reaches the API server through the proxy. */
  private static ClusterProcess first;

  private static @Nullable ClusterProcess next;
  private static long tookOver;

  @BeforeAll
  static void start() throws Exception {
    calls = new BesideCalls(RUNNING.cluster());
    old = new OldInstallation(RUNNING.cluster());
    Peers.defineWhereabouts(RUNNING.cluster().api());
    first = RUNNING.cluster().allocatorBeside("allocator-1", RUNNING.proxy());
    RUNNING.awaitLeader(first);
  }

  @AfterEach
  void passAll() {
    RUNNING.proxy().passAll();
  }

  @Test
  @DisplayName(
      "what whereabouts has given unseen is found by the claim: a range gives the next address, a"
          + " static one is refused with the pod's name")
  void lostRaces() throws Exception {
    String range = BesideCalls.range("race", "10.10.0.0/24");
    assertThat(calls.add("race-1", range).address()).isEqualTo("10.10.0.1");
    refuse(request -> isOld(request) && request.query().contains("limit="), 503);
    old.give("race-10.10.0.0-24", "10.10.0.0/24", "2", "race-10.10.0.2", "default/unseen");
    old.reservation("race-10.10.0.3", "default/unseen", "net1");
    assertThat(calls.add("race-2", range).address()).isEqualTo("10.10.0.4");

    old.change("race-10.10.0.0-24", "5", OldInstallation.allocation("default/unseen-5"));
    String fixed = BesideCalls.network("race", "\"addresses\":[{\"address\":\"10.10.0.5/24\"}]");
    calls.add("race-3", fixed).isError(102, "default/unseen-5");
    assertThat(old.holder("race-10.10.0.0-24", "5")).isEqualTo("default/unseen-5");
    assertThat(old.reservedFor("race-10.10.0.2")).isEqualTo("default/unseen");
    assertThat(RUNNING.cluster().entries("race")).hasSize(2);
    Await.until("nothing is recorded for it", () -> !old.isReserved("race-10.10.0.5"));
  }

  @Test
  @DisplayName(
      "when the old side refuses a record, cannot be reached, or has given an imported address"
          + " again, the ADD fails and says so; it holds nothing here, and soon nothing there")
  void failedClaims() throws Exception {
    String text = "cannot be recorded for whereabouts";
    importAndGiveAgain();
    RUNNING.proxy().rule(BesideFaultsTest::refusal);
    CompletableFuture<Answer> pool = inBackground(() -> calls.add("r-1", refused("pool")));
    CompletableFuture<Answer> reservation =
        inBackground(() -> calls.add("r-2", refused("reservation")));
    CompletableFuture<Answer> reset = inBackground(() -> calls.add("r-3", refused("reset")));
    String again = BesideCalls.range("again", "10.10.1.0/24");
    Attachment back =
        new Attachment("back-c", "net1", new Pod(old.uid("stays"), "default", "stays"));
    CompletableFuture<Answer> imported =
        inBackground(() -> RUNNING.cluster().call("worker-1", CniCall.add(back, again)));
    pool.get(LIMIT_SECONDS, TimeUnit.SECONDS).isError(11, text + ": whereabouts' IPPool");
    reservation.get(LIMIT_SECONDS, TimeUnit.SECONDS).isError(11, text);
    reset.get(LIMIT_SECONDS, TimeUnit.SECONDS).isError(11, text);
    imported.get(LIMIT_SECONDS, TimeUnit.SECONDS).isError(11, "10.10.1.1 to default/next");

    for (String space : List.of("pool", "reservation", "reset")) {
      assertThat(RUNNING.cluster().entries("refused-" + space)).isEmpty();
    }
    RUNNING.proxy().passAll();
    Await.until(
        "nothing is recorded for it",
        () -> old.allocations("refused-reservation-10.10.2.0-24").isEmpty());
    assertThat(calls.add("r-4", refused("reservation")).address()).isEqualTo("10.10.2.1");

    Attachment before = BesideCalls.attachment("stays", "default-stays-c");
    RUNNING.cluster().call("worker-1", CniCall.del(before, again)).isSilentSuccess();
    assertThat(RUNNING.cluster().entries("again")).isEmpty();
    assertThat(old.holder("again-10.10.1.0-24", "1")).isEqualTo("default/next");
    assertThat(old.reservedFor("again-10.10.1.1")).isEqualTo("default/next");
  }

  private static String refused(String how) {
    return BesideCalls.range("refused-" + how, "10.10.2.0/24");
  }

  private static Fate refusal(ApiRequest request) {
    if (!isOld(request) || !request.isWrite()) {
      return Fate.PASS;
    }
    String whole = request.path() + request.body();
    if (whole.contains("refused-pool-")) {
      return new Fate.Refused(403, "Forbidden");
    }
    if (whole.contains("refused-reservation-") && request.path().contains("reservations")) {
      return new Fate.Refused(422, "Invalid");
    }
    return whole.contains("refused-reset-") ? new Fate.Dropped(Fate.Cut.STREAM) : Fate.PASS;
  }

  private static void importAndGiveAgain() throws Exception {
    old.pod("stays", "worker-1");
    old.give("again-10.10.1.0-24", "10.10.1.0/24", "1", "again-10.10.1.1", "default/stays");
    calls.run("import", "whereabouts", "--yes").succeeded();
    old.change("again-10.10.1.0-24", "1", OldInstallation.allocation("default/next"));
    old.forceReservationAway("again-10.10.1.1");
    old.reservation("again-10.10.1.1", "default/next", "net1");
  }

  @Test
  @DisplayName("a record that could not be taken away goes when it can be")
  void releaseIsTriedAgain() throws Exception {
    String network = BesideCalls.range("retry", "10.10.3.0/24");
    assertThat(calls.add("retry", network).address()).isEqualTo("10.10.3.1");
    refuse(request -> isOld(request) && request.method().equals("DELETE"), 500);
    calls.delete("retry", network);
    assertThat(old.reservedFor("retry-10.10.3.1")).isEqualTo(OURS);
    RUNNING.proxy().passAll();
    Await.until("it is gone", () -> !old.isReserved("retry-10.10.3.1"));
    Await.until("its IPPool's, too", () -> old.holder("retry-10.10.3.0-24", "1").isEmpty());
  }

  @Test
  @DisplayName("a deletion that comes late does not take a reservation that whereabouts has made")
  void lateDeletion() throws Exception {
    String network = BesideCalls.range("late", "10.10.4.0/24");
    assertThat(calls.add("late", network).address()).isEqualTo("10.10.4.1");
    Held held = hold(request -> isOld(request) && request.method().equals("DELETE"));
    CompletableFuture<?> deleting = inBackground(() -> deleted("late", network));
    held.awaitSent();
    old.forceReservationAway("late-10.10.4.1");
    old.reservation("late-10.10.4.1", "default/theirs", "net1");
    assertThat(held.release()).isEqualTo(409);
    deleting.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(old.reservedFor("late-10.10.4.1")).isEqualTo("default/theirs");
    Await.until("its IPPool's is gone", () -> old.holder("late-10.10.4.0-24", "1").isEmpty());
  }

  @Test
  @Order(1)
  @DisplayName(
      "a leader dies between claim and write, while it frees, and with an address that both sides"
          + " hold: the next one has followed, gives no address twice, and clears up what is left")
  void takeOver() throws Exception {
    ClusterProcess second = RUNNING.cluster().allocatorBeside("allocator-2", RUNNING.proxy());
    next = second;
    Await.until("it follows", () -> second.log().contains(" follows: "));
    String shared = BesideCalls.range("both", "10.10.5.0/24");
    assertThat(calls.add("both", shared).address()).isEqualTo("10.10.5.1");
    String freed = BesideCalls.range("freed", "10.10.6.0/24");
    assertThat(calls.add("freed", freed).address()).isEqualTo("10.10.6.1");
    Held free = hold(request -> isOld(request) && request.body().contains("\"1\":null"));
    CompletableFuture<?> freeing = inBackground(() -> deleted("freed", freed));
    free.awaitSent();
    String crashed = BesideCalls.range("crash", "10.10.7.0/24");
    String stray = BesideCalls.range("stray", "10.10.8.0/24");
    RUNNING
        .proxy()
        .rule(request -> request.isBlockWrite() ? new Fate.Dropped(Fate.Cut.SILENCE) : Fate.PASS);
    CompletableFuture<Answer> cut = inBackground(() -> calls.add("crash", crashed));
    CompletableFuture<Answer> ended = inBackground(() -> calls.add("stray", stray));
    Await.until("it is claimed", () -> old.reservedFor("crash-10.10.7.1").equals(OURS));
    Await.until("that, too", () -> old.reservedFor("stray-10.10.8.1").equals(OURS));
    first.kill();
    RUNNING.proxy().passAll(); // what is held stays so
    calls.delete("stray", stray);
    ended.get(LIMIT_SECONDS, TimeUnit.SECONDS).isError(11, "");
    old.change("both-10.10.5.0-24", "1", OldInstallation.allocation("default/theirs"));
    RUNNING.awaitLeader(second);
    tookOver = System.nanoTime();

    assertThat(second.log())
        .contains("10.10.5.1 of 10.10.5.0/24 is held here and by whereabouts")
        .contains("there for default/theirs");
    assertThat(cut.get(LIMIT_SECONDS, TimeUnit.SECONDS).address()).isEqualTo("10.10.7.1");
    freeing.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(calls.add("freed-2", freed).address()).isEqualTo("10.10.6.1");
    assertThat(free.release()).isEqualTo(409);
    assertThat(old.holder("freed-10.10.6.0-24", "1")).isEqualTo(OURS);
    assertThat(calls.add("both-2", shared).address()).isEqualTo("10.10.5.2");
    calls.delete("both", shared);
    assertThat(old.holder("both-10.10.5.0-24", "1")).isEqualTo("default/theirs");
    assertThat(old.isReserved("both-10.10.5.1")).isFalse();
    Await.until(
        "some looks have passed",
        () -> {
          boolean reserved = old.isReserved("stray-10.10.8.1");
          long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - tookOver);
          assertThat(reserved || seconds > 15).as("after %d s", seconds).isTrue();
          return seconds >= 4;
        });
  }

  @Test
  @Order(Order.DEFAULT + 1)
  @DisplayName("a record that the crash left goes when its write cannot land any more")
  void strays() throws Exception {
    Await.until("it is gone", () -> !old.isReserved("stray-10.10.8.1"));
    Await.until("its IPPool's, too", () -> old.holder("stray-10.10.8.0-24", "1").isEmpty());
    assertThat(RUNNING.cluster().entries("stray")).isEmpty();
    String network = BesideCalls.range("stray", "10.10.8.0/24");
    assertThat(calls.add("stray-2", network).address()).isEqualTo("10.10.8.1");
    assertThat(old.reservedFor("crash-10.10.7.1")).isEqualTo(OURS);
    assertThat(old.holder("crash-10.10.7.0-24", "1")).isEqualTo(OURS);
  }

  @Test
  @Order(Order.DEFAULT + 2)
  @DisplayName("without the flag an allocator asks nothing of whereabouts' objects")
  void withoutFlag() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    RUNNING
        .proxy()
        .rule(request -> {
          if (isOld(request)) {
            asked.incrementAndGet();
          }
          return Fate.PASS;
        });
    Objects.requireNonNull(next).terminate();
    ClusterProcess third = RUNNING.cluster().allocator("allocator-3", RUNNING.proxy());
    RUNNING.awaitLeader(third);
    String network = BesideCalls.range("plain", "10.10.9.0/24");
    assertThat(calls.add("plain", network).address()).isEqualTo("10.10.9.1");
    calls.delete("plain", network);
    assertThat(asked).hasValue(0);
    assertThat(old.allocations("plain-10.10.9.0-24")).isEmpty();
  }

  private static boolean isOld(ApiRequest request) {
    return request.path().startsWith("/apis/whereabouts.cni.cncf.io/");
  }

  private static void refuse(Predicate<ApiRequest> which, int status) {
    RUNNING
        .proxy()
        .rule(request -> which.test(request) ? new Fate.Refused(status, "Refused") : Fate.PASS);
  }

  /** A request that is held, once it was sent. */
  private record Held(Fate.Late fate, AtomicBoolean sent) {
    void awaitSent() throws Exception {
      Await.until("it is sent", sent::get);
    }

    /** Lets it go on; returns the status that it was answered with. */
    int release() throws Exception {
      fate.release();
      return fate.landed().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Holds the first request of this kind. */
  private static Held hold(Predicate<ApiRequest> which) {
    Held held = new Held(new Fate.Late(), new AtomicBoolean());
    RUNNING
        .proxy()
        .rule(request ->
            which.test(request) && held.sent().compareAndSet(false, true)
                ? held.fate()
                : Fate.PASS);
    return held;
  }

  private static boolean deleted(String pod, String network) throws Exception {
    calls.delete(pod, network);
    return true;
  }

  /** Each in a thread of its own: the common pool has one thread on a small machine. */
  private static <T> CompletableFuture<T> inBackground(Callable<T> task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return task.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        command -> Thread.ofVirtual().start(command));
  }
}
