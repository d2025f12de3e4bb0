package dev.hereabouts.ipam.server.signals;

import dev.hereabouts.ipam.core.allocation.AddRequest;
import dev.hereabouts.ipam.core.allocation.Entry;
import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.allocation.Pool;
import dev.hereabouts.ipam.core.allocation.PoolId;
import dev.hereabouts.ipam.core.allocation.PoolUse;
import dev.hereabouts.ipam.core.allocation.Reply;
import dev.hereabouts.ipam.core.config.AddressText;
import dev.hereabouts.ipam.core.config.RangeRequest;
import dev.hereabouts.ipam.core.reclaim.Reason;
import dev.hereabouts.ipam.core.reclaim.Witness;
import dev.hereabouts.ipam.server.kubernetes.ObjectMeta;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Events about ranges that are full or nearly so: on the pool when it crosses 80 or 95 %, once for
 * each crossing, and when it is five points below again; on pool and pod when an ADD is refused; on
 * the pool when an address of it was taken back.
 */
public final class PoolEvents implements RequestListener {
  private static final List<BigDecimal> MARKS = List.of(new BigDecimal(80), new BigDecimal(95));
  private static final BigDecimal SLACK = new BigDecimal(5);
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int NETWORKS_NAMED = 3;
  private static final String API_VERSION = "ipam.hereabouts.dev/v1alpha1";
  private static final String KIND = "HereaboutsPool";

  private final EventWriter events;
  private final Pools pools;
  private final LongSupplier nanos;

  /** How many of the marks each pool has passed; none if it is not here. */
  private final Map<PoolId, Integer> passed = new HashMap<>();

  private final Map<PoolId, Long> refusedAt = new HashMap<>();

  /** What is to be said of pools that had no object yet. */
  private final Map<PoolId, String> unsaid = new HashMap<>();

  /** What an event says. */
  private record Note(boolean warning, String reason, String distinction, String message) {}

  /** The objects of pools. */
  @FunctionalInterface
  public interface Pools {
    /** Tells soon of the pool's object, null if it has none yet or it cannot be read. */
    void find(PoolId pool, Consumer<@Nullable ObjectMeta> found);
  }

  public PoolEvents(EventWriter events, Pools pools, LongSupplier nanos) {
    this.events = events;
    this.pools = pools;
    this.nanos = nanos;
  }

  /** Another leads from now on; what is said of pools next time may be said again. */
  public void forget() {
    passed.clear();
    refusedAt.clear();
    unsaid.clear();
  }

  /** The numbers of a pool, which may have changed. */
  public void use(Pool pool, PoolUse use) {
    if (use.size().signum() == 0) {
      return;
    }
    PoolId id = pool.id();
    int before = passed.getOrDefault(id, 0);
    int now = passed(use.percent(), before);
    String refusal = unsaid.remove(id);
    if (refusal != null) {
      exhausted(id, refusal);
    }
    if (now != before) {
      passed.put(id, now);
      onPool(id, crossing(pool, use, before, now), () -> passed.put(id, before));
    }
  }

  private static Note crossing(Pool pool, PoolUse use, int before, int now) {
    String numbers = numbers(pool, use);
    if (now > before) {
      String mark = MARKS.get(now - 1).toString();
      return new Note(true, "NearlyFull", mark, numbers + "; " + remedy(pool.id()));
    }
    String mark = MARKS.get(now).toString();
    return new Note(false, "RoomAgain", mark, numbers + ": below " + mark + " % again");
  }

  /** A mark is passed where it is reached, and no more when the pool is well below it. */
  static int passed(BigDecimal percent, int before) {
    int now = 0;
    for (int i = 0; i < MARKS.size(); i++) {
      BigDecimal mark = i < before ? MARKS.get(i).subtract(SLACK) : MARKS.get(i);
      if (percent.compareTo(mark) >= 0) {
        now = i + 1;
      }
    }
    return now;
  }

  @Override
  public void came() {
    // only the answer matters
  }

  @Override
  public void added(AddRequest request, Reply reply, long took) {
    if (reply instanceof Reply.PoolExhausted exhausted) {
      String why = why(request, exhausted);
      onPod(request.pod(), "interface " + request.ifName() + " gets no address: " + why);
      PoolId pool = exhausted.pool();
      long now = nanos.getAsLong();
      Long last = refusedAt.get(pool);
      if (last == null || now - last >= QUIET_NANOS) {
        refusedAt.put(pool, now);
        exhausted(pool, "pod " + request.pod().reference() + " was refused: " + why);
      }
    }
  }

  private void exhausted(PoolId pool, String message) {
    onPool(pool, new Note(true, "Exhausted", "", message), () -> unsaid.put(pool, message));
  }

  @Override
  public void released(Reply reply, long took) {
    // the numbers will tell
  }

  /** The leader has taken an address back that nobody gave back; each one is told. */
  public void reclaimed(Entry entry, Reason reason, Witness witness) {
    String message =
        "%s of pod %s on node %s was taken back: %s; %s"
            .formatted(
                AddressText.format(entry.address()),
                entry.pod().reference(),
                entry.node(),
                reason.text(),
                witness.text());
    onPool(entry.pool(), new Note(false, "Reclaimed", entry.id().text(), message), () -> {});
  }

  private static String why(AddRequest request, Reply.PoolExhausted exhausted) {
    RangeRequest range = exhausted.range();
    return "network %s, range %s (%s to %s): none of %s addresses is free, %s are held in this range and %s by ranges that overlap it or as static addresses; %s"
        .formatted(
            request.network(),
            AddressText.format(range.cidr()),
            AddressText.format(range.window().first()),
            AddressText.format(range.window().last()),
            exhausted.givable(),
            exhausted.own(),
            exhausted.givable().subtract(exhausted.own()),
            remedy(exhausted.pool()));
  }

  private static String numbers(Pool pool, PoolUse use) {
    List<String> networks = pool.networks();
    String more = networks.size() > NETWORKS_NAMED ? ", ..." : "";
    return "range %s of network %s is full to %s %%: %s of %s addresses are free, %s are held in this range"
        .formatted(
            AddressText.format(pool.id().cidr()),
            String.join(", ", networks.subList(0, Math.min(NETWORKS_NAMED, networks.size())))
                + more,
            use.percent().toPlainString(),
            use.free(),
            use.size(),
            use.used());
  }

  private static String remedy(PoolId pool) {
    return "free addresses that are no longer used (hereabouts list --range "
        + AddressText.format(pool.cidr())
        + " shows who holds which), widen the range or its window, or take entries out of exclude";
  }

  private void onPod(Pod pod, String message) {
    if (!pod.namespace().isEmpty() && !pod.name().isEmpty()) {
      events.write(
          new EventObject(
              new EventObject.Subject("v1", "Pod", pod.namespace(), pod.name(), pod.uid()),
              true,
              "NoFreeAddress",
              "",
              message));
    }
  }

  /**
   * @param missing run when the pool has no object yet
   */
  private void onPool(PoolId pool, Note note, Runnable missing) {
    pools.find(
        pool,
        meta -> {
          if (meta == null) {
            missing.run();
          } else {
            events.write(
                new EventObject(
                    new EventObject.Subject(API_VERSION, KIND, "", meta.name(), meta.uid()),
                    note.warning(),
                    note.reason(),
                    note.distinction(),
                    note.message()));
          }
        });
  }
}
