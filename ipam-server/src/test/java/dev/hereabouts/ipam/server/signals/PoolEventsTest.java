package dev.hereabouts.ipam.server.signals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.address.Address;
import dev.hereabouts.ipam.core.address.Cidr;
import dev.hereabouts.ipam.core.address.Interval;
import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Attempt;
import dev.hereabouts.ipam.core.allocation.Holder;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.core.store.Entries;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Events about full ranges")
final class PoolEventsTest {
  private static final Cidr CIDR = Cidr.of(Address.v4(0x0a000000), 24);
  private static final PoolId ID = new PoolId("", CIDR);
  private static final Pool POOL = new Pool(ID, List.of(), List.of("net-a"), 0, "");

  private final ScriptedApi api = new ScriptedApi();
  private long nanos;
  private @Nullable ObjectMeta object = new ObjectMeta("10-0-0-0-24", "uid-of-pool", "1");
  private final PoolEvents events =
      new PoolEvents(
          new EventWriter(api, () -> nanos, () -> Instant.EPOCH, _ -> {}),
          (pool, found) -> found.accept(object),
          () -> nanos);

  private void use(int closed) {
    events.use(POOL, new PoolUse(BigInteger.valueOf(100), closed, BigInteger.valueOf(closed)));
  }

  private void refuse(String pod) {
    RangeRequest range =
        new RangeRequest(
            CIDR,
            new Interval(CIDR.network().next(), CIDR.last().previous()),
            List.of(),
            null,
            null,
            false);
    AddRequest request =
        new AddRequest(
            new Pod("uid", "shop", pod),
            "net1",
            new Holder("c", "node", "/netns", 1, new Attempt(1, 1)),
            false,
            "net-a",
            "",
            List.of(range),
            List.of(),
            0);
    BigInteger size = BigInteger.valueOf(254);
    events.added(request, new Reply.PoolExhausted(ID, range, size, BigInteger.valueOf(250)), 1);
  }

  @Test
  @DisplayName("an address that was taken back is told with its pod, its node, and why")
  void reclaimed() {
    events.reclaimed(Entries.ordinary(7), Reason.POD_GONE, Witness.NODE_DELETED);

    assertThat(api.bodies).hasSize(1);
    assertThat(api.bodies.getFirst())
        .contains("\"Reclaimed\"", "\"Normal\"")
        .contains(
            "10.1.0.7 of pod shop/cart-0 on node worker-1 was taken back: its pod is gone; its node"
                + " was deleted, and the agent there is silent");
  }

  @Test
  @DisplayName("each address that was taken back is told, however soon after another")
  void eachReclaimed() {
    for (int i = 1; i <= 3; i++) {
      events.reclaimed(Entries.ordinary(i), Reason.POD_GONE, Witness.NAMESPACE_GONE);
    }

    assertThat(api.bodies).hasSize(3);
    assertThat(api.bodies.get(0)).contains("10.1.0.1 of pod");
    assertThat(api.bodies.get(1)).contains("10.1.0.2 of pod");
    assertThat(api.bodies.get(2)).contains("10.1.0.3 of pod");
  }

  @Test
  @DisplayName("marks are passed upwards where they are reached, downwards five points below")
  void hysteresis() {
    assertThat(PoolEvents.passed(new BigDecimal("79.9"), 0)).isZero();
    assertThat(PoolEvents.passed(new BigDecimal("80.0"), 0)).isEqualTo(1);
    assertThat(PoolEvents.passed(new BigDecimal("95.0"), 0)).isEqualTo(2);
    assertThat(PoolEvents.passed(new BigDecimal("75.0"), 1)).isEqualTo(1);
    assertThat(PoolEvents.passed(new BigDecimal("74.9"), 1)).isZero();
    assertThat(PoolEvents.passed(new BigDecimal("90.0"), 2)).isEqualTo(2);
    assertThat(PoolEvents.passed(new BigDecimal("89.9"), 2)).isEqualTo(1);
    assertThat(PoolEvents.passed(new BigDecimal("10.0"), 2)).isZero();
  }

  @Test
  @DisplayName("each crossing is told once, with the numbers and what to do")
  void crossings() {
    use(79);
    assertThat(api.bodies).isEmpty();
    use(80);
    use(81);
    use(79);
    assertThat(api.bodies)
        .singleElement()
        .asString()
        .contains(
            "\"kind\":\"HereaboutsPool\",\"name\":\"10-0-0-0-24\",\"uid\":\"uid-of-pool\"",
            "\"reason\":\"NearlyFull\"",
            "\"type\":\"Warning\"",
            "range 10.0.0.0/24 of network net-a is full to 80.0 %: 20 of 100 addresses are free",
            "hereabouts list --range 10.0.0.0/24");
    assertThat(api.asked).containsExactly("POST /api/v1/namespaces/default/events");
    use(96);
    use(74);
    assertThat(api.bodies).hasSize(3);
    assertThat(api.bodies.get(1)).contains("\"reason\":\"NearlyFull\"", "full to 96.0 %");
    assertThat(api.bodies.get(2))
        .contains("\"type\":\"Normal\"", "\"reason\":\"RoomAgain\"", "below 80 % again");
  }

  @Test
  @DisplayName("a pool whose size nobody has told is not full")
  void noSize() {
    events.use(POOL, new PoolUse(BigInteger.ZERO, 0, BigInteger.ZERO));
    assertThat(api.asked).isEmpty();
  }

  @Test
  @DisplayName("a refused ADD is told on the pod, and on the pool once a minute")
  void refused() {
    refuse("web-1");
    refuse("web-2");
    assertThat(api.bodies).hasSize(3);
    assertThat(api.bodies.get(0))
        .contains(
            "\"reason\":\"NoFreeAddress\"",
            "\"name\":\"web-1\"",
            "network net-a, range 10.0.0.0/24 (10.0.0.1 to 10.0.0.254): none of 254 addresses is"
                + " free, 250 are held in this range and 4 by ranges that overlap it");
    assertThat(api.bodies.get(1))
        .contains("\"reason\":\"Exhausted\"", "\"kind\":\"HereaboutsPool\"", "pod shop/web-1");
    assertThat(api.bodies.get(2)).contains("\"reason\":\"NoFreeAddress\"", "\"name\":\"web-2\"");
    nanos += TimeUnit.SECONDS.toNanos(61);
    refuse("web-1");
    assertThat(api.asked).hasSize(5).filteredOn(asked -> asked.startsWith("PATCH")).hasSize(2);
  }

  @Test
  @DisplayName("what is to be said of a pool waits until it has an object")
  void later() {
    ObjectMeta made = object;
    object = null;
    refuse("web-1");
    use(100);
    assertThat(api.bodies).hasSize(1);
    object = made;
    use(100);
    assertThat(api.bodies).hasSize(3);
    assertThat(api.bodies.get(1)).contains("\"reason\":\"Exhausted\"");
    assertThat(api.bodies.get(2)).contains("\"reason\":\"NearlyFull\"");
  }
}
