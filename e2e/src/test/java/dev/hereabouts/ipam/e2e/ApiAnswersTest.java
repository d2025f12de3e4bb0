package dev.hereabouts.ipam.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The allocators' writes of blocks go astray between them and the API server, while pods come and
 * go. The property {@code hereabouts.seed} repeats a run's choices.
 */
final class ApiAnswersTest {
  @RegisterExtension static final RunningCluster RUNNING = new RunningCluster();

  private static final int CALLERS = 6;
  private static final int FAULTS = 40;
  private static final long LIMIT_SECONDS = 60;

  /** How long after its time-out a write lands. */
  private static final Duration LATENESS = Duration.ofMinutes(1);

  private final long seed = Long.getLong("hereabouts.seed", new SecureRandom().nextLong());
  private final Random random = new Random(seed);
  private final AtomicInteger faults = new AtomicInteger();

  @BeforeAll
  static void startAllocators() throws IOException, InterruptedException {
    RUNNING.awaitLeader(
        RUNNING.cluster().allocator("allocator-1", RUNNING.proxy()),
        RUNNING.cluster().allocator("allocator-2", RUNNING.proxy()));
  }

  @AfterEach
  void passAll() {
    RUNNING.proxy().passAll();
  }

  @Test
  @DisplayName("answers are lost after the write took effect: of one in four writes")
  void answersLost() throws Exception {
    survive(
        "answers-lost", () -> random.nextInt(4) > 0 ? Fate.PASS : new Fate.AnswerLost(randomCut()));
  }

  @Test
  @DisplayName("every second write is answered with a conflict, and not done")
  void conflicts() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    survive(
        "conflicts",
        () -> writes.incrementAndGet() % 2 == 0 ? Fate.PASS : new Fate.Refused(409, "Conflict"));
  }

  @Test
  @DisplayName("one in three writes is done twice, and the answer is that of the second")
  void repeated() throws Exception {
    survive("repeated", () -> random.nextInt(3) > 0 ? Fate.PASS : new Fate.Twice());
  }

  @Test
  @DisplayName("writes are lost, late, refused and repeated, as it comes")
  void anyMix() throws Exception {
    survive(
        "any-mix",
        () ->
            switch (random.nextInt(16)) {
              case 0 -> new Fate.AnswerLost(randomCut());
              case 1 -> new Fate.Dropped(randomCut());
              case 2 -> new Fate.Refused(409, "Conflict");
              case 3 -> new Fate.Refused(500, "InternalError");
              case 4 -> new Fate.Refused(429, "TooManyRequests");
              case 5 -> new Fate.Twice();
              case 6 -> Fate.Late.after(Duration.ofMillis(random.nextInt(300)));
              default -> Fate.PASS;
            });
  }

  private Fate.Cut randomCut() {
    return random.nextInt(4) == 0 ? Fate.Cut.CONNECTION : Fate.Cut.STREAM;
  }

  /** Says what becomes of the next write of a block. */
  private interface Plan {
    Fate next();
  }

  private void survive(String space, Plan plan) throws Exception {
    Holdings holdings = new Holdings(RUNNING.cluster(), space);
    RUNNING
        .proxy()
        .rule(request -> {
          Fate fate = request.isBlockWrite() ? plan.next() : Fate.PASS;
          if (!fate.equals(Fate.PASS)) {
            faults.incrementAndGet();
          }
          return fate;
        });
    try (Load load = Load.start(holdings, RunningCluster.NODES, CALLERS, seed)) {
      Await.until(() -> FAULTS + " faults; there were " + faults, () -> faults.get() >= FAULTS);
      load.awaitAdds(CALLERS);
      load.stop();
      System.out.printf(
          "%s: %d faults, %d calls, %d ADDs failed%n",
          space, faults.get(), load.calls().size(), holdings.failedAdds().size());
    }
    RUNNING.proxy().passAll();
    new Invariants(holdings).check();
  }

  @Test
  @DisplayName(
      "a PUT and a POST land a minute after they were given up, and after what they add was deleted")
  void late() throws Exception {
    Holdings puts = new Holdings(RUNNING.cluster(), "late-put");
    Holdings posts = new Holdings(RUNNING.cluster(), "late-post");
    String ofPuts = puts.network("late", "\"range\":\"10.8.0.0/24\"");
    String ofPosts = posts.network("late", "\"range\":\"10.8.0.0/24\"");
    assertThat(puts.add("worker-1", puts.attachment("first"), ofPuts).address())
        .isEqualTo("10.8.0.1");
    Held put = hold(puts.attachment("held"));
    CompletableFuture<Answer> addOfPut = puts.startAdd("worker-1", puts.attachment("held"), ofPuts);
    put.awaitHeld();
    Held post = hold(posts.attachment("held"));
    CompletableFuture<Answer> addOfPost =
        posts.startAdd("worker-1", posts.attachment("held"), ofPosts);
    post.awaitHeld();
    assertThat(put.held().join().method()).isEqualTo("PUT");
    assertThat(post.held().join().method()).isEqualTo("POST");

    puts.delete("worker-1", puts.attachment("held"), ofPuts);
    posts.delete("worker-1", posts.attachment("held"), ofPosts);
    addOfPut.get(LIMIT_SECONDS, TimeUnit.SECONDS).isError(11, "the sandbox was deleted");
    addOfPost.get(LIMIT_SECONDS, TimeUnit.SECONDS).isError(11, "the sandbox was deleted");
    Await.until("both blocks are fenced", () -> isFenced(puts) && isFenced(posts));
    long end = System.nanoTime() + LATENESS.toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      comeAndGo(puts, "passing-" + i, ofPuts);
      comeAndGo(posts, "passing-" + i, ofPosts);
    }
    put.late().release();
    post.late().release();

    assertThat(put.late().landed().get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(409);
    assertThat(post.late().landed().get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(409);
    new Invariants(puts).check();
    new Invariants(posts).check();
    assertThat(puts.add("worker-2", puts.attachment("next"), ofPuts).address())
        .isEqualTo("10.8.0.2");
    assertThat(posts.add("worker-2", posts.attachment("next"), ofPosts).address())
        .isEqualTo("10.8.0.1");
    new Invariants(puts).check();
    new Invariants(posts).check();
  }

  private static void comeAndGo(Holdings holdings, String name, String network) throws Exception {
    Attachment passing = holdings.attachment(name);
    assertThat(holdings.add("worker-2", passing, network).isSuccess()).isTrue();
    holdings.delete("worker-2", passing, network);
  }

  private record Held(CompletableFuture<ApiRequest> held, Fate.Late late) {
    void awaitHeld() throws Exception {
      held.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** From now on the first write of a block that names this sandbox is held; nothing else is. */
  private static Held hold(Attachment attachment) {
    Held held = new Held(new CompletableFuture<>(), new Fate.Late());
    RUNNING
        .proxy()
        .rule(request ->
            request.isBlockWrite()
                    && request.body().contains(attachment.containerId())
                    && held.held().complete(request)
                ? held.late()
                : Fate.PASS);
    return held;
  }

  private static boolean isFenced(Holdings holdings) throws IOException, InterruptedException {
    return RUNNING.cluster().blocks(holdings.space()).stream()
        .anyMatch(block -> block.path("spec").path("writer").asText().contains("#"));
  }
}
