package dev.hereabouts.ipam.server.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hereabouts.ipam.controlplane.ControlPlane;
import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.allocation.Offer;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.server.inventory.PoolReport;
import dev.hereabouts.ipam.server.json.Json;
import dev.hereabouts.ipam.server.json.JsonTree;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import dev.hereabouts.ipam.server.kubernetes.Watch;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool's status on a real API server. */
final class PoolStatusTest {
  private static final Cidr RANGE = new Cidr(Address.v4(0x0a01_0000), 24);
  private static final Cidr WIDER = new Cidr(Address.v4(0x0a00_0000), 8);
  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-01-01T01:00:00.5Z");
  private static final Pool POOL =
      new Pool(
          new PoolId("", RANGE),
          List.of(new Offer(RANGE.interval(), List.of(), null)),
          List.of("web"),
          0,
          "");
  private static final String PATH = Resource.POOLS.path("10-1-0-0-24");
  private static final String USED_7 = "{\"status\":{\"used\":\"7\"}}";
  private static final long LIMIT_SECONDS = 60;

  @TempDir static Path scratch = Path.of("");
  private static @Nullable Cluster running;

  private final LoopStore store = open();

  @BeforeAll
  static void start() throws Exception {
    Optional<String> reason = ControlPlane.unavailable();
    assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
    running = Cluster.start(scratch);
  }

  @AfterAll
  static void stop() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  private static Cluster cluster() {
    return Objects.requireNonNull(running);
  }

  private static LoopStore open() {
    try {
      return cluster().store();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void keep() throws Exception {
    cluster().empty();
    store.keep(POOL);
    store.awaitPools();
  }

  @Test
  @DisplayName("tells numbers and conditions with their reasons")
  void told() throws Exception {
    publish(store, report(100, 205, List.of(WIDER), 3), EARLY);

    Map<String, @Nullable Object> status = status();
    assertThat(status)
        .containsEntry("used", "100")
        .containsEntry("free", "51")
        .containsEntry("percent", "80.1")
        .containsEntry("suspects", 3)
        .containsEntry("networks", List.of("web"));
    assertThat(conditions())
        .containsOnly(
            Map.entry("NearlyFull", "True FewAddressesLeft 2026-01-01T00:00:00Z"),
            Map.entry("Exhausted", "False AddressesLeft 2026-01-01T00:00:00Z"),
            Map.entry("Overlapping", "True RangesOverlap 2026-01-01T00:00:00Z"));
    assertThat(String.valueOf(condition("Overlapping").get("message")))
        .startsWith("Has addresses in common with 10.0.0.0/8: ");
    assertThat(condition("Overlapping")).containsEntry("observedGeneration", "1");
  }

  @Test
  @DisplayName("moves the time of a condition only when its status changes")
  void transitions() throws Exception {
    publish(store, report(205, 205, List.of(), 0), EARLY);
    publish(store, report(206, 206, List.of(), 0), LATE);
    assertThat(status()).containsEntry("used", "206");
    assertThat(conditions())
        .containsEntry("NearlyFull", "True FewAddressesLeft 2026-01-01T00:00:00Z");

    publish(store, report(256, 256, List.of(), 0), LATE);
    assertThat(conditions())
        .containsEntry("NearlyFull", "True FewAddressesLeft 2026-01-01T00:00:00Z")
        .containsEntry("Exhausted", "True NoAddressLeft 2026-01-01T01:00:00Z");
    publish(store, report(0, 204, List.of(), 0), LATE);
    assertThat(conditions())
        .containsEntry("NearlyFull", "False EnoughAddressesLeft 2026-01-01T01:00:00Z");
  }

  @Test
  @DisplayName(
      "is not written by the next leader when it is right, and keeps what others put there")
  void nextLeader() throws Exception {
    publish(store, report(1, 1, List.of(WIDER), 0), EARLY);
    cluster()
        .controlPlane
        .api()
        .merge(
            PATH + "/status",
            """
            {"status": {"conditions": %s}}
            """
                .formatted(
                    list(Objects.requireNonNull(status().get("conditions")))
                        .replaceFirst(
                            "\\[",
                            """
                            [{"type":"Audited","status":"True","reason":"Monday","message":"By the team.",\
                            "lastTransitionTime":"2025-01-01T00:00:00Z"},\
                            """)))
        .successful();
    String version = version();

    AtomicInteger writes = new AtomicInteger();
    LoopStore next = cluster().store(api -> new Counting(api, writes));
    next.load();
    publish(next, report(1, 1, List.of(WIDER), 0), LATE);
    assertThat(version()).isEqualTo(version);
    assertThat(writes).hasValue(0);

    publish(next, report(1, 1, List.of(), 0), LATE);
    assertThat(conditions())
        .containsEntry("Overlapping", "False NoOverlap 2026-01-01T01:00:00Z")
        .containsEntry("NearlyFull", "False EnoughAddressesLeft 2026-01-01T00:00:00Z")
        .containsEntry("Audited", "True Monday 2025-01-01T00:00:00Z");
  }

  @Test
  @DisplayName("is put right when somebody else has changed it, or deleted the object")
  void altered() throws Exception {
    publish(store, report(3, 3, List.of(), 0), EARLY);
    Semaphore lost = new Semaphore(0);
    try (Watch<?> _ = watch(lost)) {
      cluster().controlPlane.api().merge(PATH + "/status", USED_7).successful();
      assertThat(lost.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      publish(store, report(3, 3, List.of(), 0), LATE);
      assertThat(status()).containsEntry("used", "3");

      cluster().controlPlane.api().delete(PATH).successful();
      assertThat(lost.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      publish(store, report(3, 3, List.of(), 0), LATE);
      assertThat(status()).containsEntry("used", "3");
      assertThat(conditions())
          .containsEntry("NearlyFull", "False EnoughAddressesLeft 2026-01-01T01:00:00Z");
    }
  }

  @Test
  @DisplayName("of a pool without entries that was deleted is not written")
  void deleted() throws Exception {
    publish(store, report(0, 0, List.of(), 0), EARLY);
    Semaphore lost = new Semaphore(0);
    try (Watch<?> _ = watch(lost)) {
      cluster().controlPlane.api().delete(PATH).successful();
      assertThat(lost.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

      publish(store, report(0, 0, List.of(), 0), LATE);
      assertThat(cluster().controlPlane.api().get(PATH).status()).isEqualTo(404);
    }
  }

  /** Watches, and waits until the pool was seen. */
  private Watch<?> watch(Semaphore lost) throws Exception {
    Semaphore seen = new Semaphore(0);
    Predicate<Pool> judge =
        _ -> {
          seen.release();
          return true;
        };
    Watch<?> watch =
        LoopStore.await(done ->
            store
                .loop()
                .runOnContext(_ -> done.accept(store.store().watchPools(judge, lost::release))));
    assertThat(seen.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return watch;
  }

  @Test
  @DisplayName("says of a range that no network has used that its size is not known")
  void unused() throws Exception {
    Pool unused = new Pool(POOL.id(), List.of(), List.of(), 0, "");
    PoolUse nothing = new PoolUse(BigInteger.ZERO, 0, BigInteger.ZERO);
    publish(store, new PoolReport(unused, nothing, List.of(), 0), EARLY);

    assertThat(conditions())
        .containsEntry("NearlyFull", "Unknown NotUsedYet 2026-01-01T00:00:00Z")
        .containsEntry("Exhausted", "Unknown NotUsedYet 2026-01-01T00:00:00Z");
  }

  /** Counts what is not only read. */
  private record Counting(ApiServer api, AtomicInteger writes) implements ApiServer {
    @Override
    public void request(Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
      if (verb != Verb.GET) {
        writes.incrementAndGet();
      }
      api.request(verb, path, body, view, done);
    }

    @Override
    public LineStream lines(String path, View view, Lines lines) {
      return api.lines(path, view, lines);
    }
  }

  private static PoolReport report(long used, long closed, List<Cidr> overlapping, int suspects) {
    PoolUse use = new PoolUse(BigInteger.valueOf(256), used, BigInteger.valueOf(closed));
    return new PoolReport(POOL, use, overlapping, suspects);
  }

  /** Publishes until the status stands there. */
  private static void publish(LoopStore store, PoolReport report, Instant now) throws Exception {
    long start = System.nanoTime();
    while (!LoopStore.<Boolean>await(
        done -> store.loop().runOnContext(_ -> done.accept(store.store().publish(report, now))))) {
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS));
      Thread.sleep(5);
    }
  }

  private static Map<String, @Nullable Object> object() throws Exception {
    String body = cluster().controlPlane.api().get(PATH).successful().body();
    return Json.decode(body.getBytes(StandardCharsets.UTF_8), JsonTree::object);
  }

  private static Map<String, @Nullable Object> status() throws Exception {
    return JsonTree.copy((Map<?, ?>) Objects.requireNonNull(object().get("status")));
  }

  private static String version() throws Exception {
    Map<?, ?> metadata = (Map<?, ?>) Objects.requireNonNull(object().get("metadata"));
    return String.valueOf(metadata.get("resourceVersion"));
  }

  private static String list(Object list) {
    return new String(Json.inMemory(json -> JsonTree.write(list, json)), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> condition(String type) throws Exception {
    Map<String, Object> found = new LinkedHashMap<>();
    JsonTree.objectsOf(status().get("conditions")).stream()
        .filter(each -> type.equals(each.get("type")))
        .forEach(each -> each.forEach((name, value) -> found.put(name, String.valueOf(value))));
    return found;
  }

  /** The conditions by type: status, reason, time. */
  private static Map<String, String> conditions() throws Exception {
    Map<String, String> conditions = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> each : JsonTree.objectsOf(status().get("conditions"))) {
      conditions.put(
          String.valueOf(each.get("type")),
          each.get("status") + " " + each.get("reason") + " " + each.get("lastTransitionTime"));
    }
    return conditions;
  }
}
